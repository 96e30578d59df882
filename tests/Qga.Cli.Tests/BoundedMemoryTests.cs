using System.Text;
using System.Text.Json;
using Qga.Cli.Files;
using Qga.Cli.Output;
using Qga.Client;
using Qga.Testing;

namespace Qga.Cli.Tests;

/// <summary>What a guest sends without end, or as one large piece, takes no more memory than there must be.</summary>
public sealed class BoundedMemoryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Large_answer_goes_out_piece_by_piece(bool isRaw)
    {
        string text = string.Concat(Enumerable.Repeat("é\\\"x" + new string('a', 96), 100_000));
        string escaped = text.Replace("\\\"", "\\\\\\\"", StringComparison.Ordinal);
        byte[] json = isRaw ? Encoding.UTF8.GetBytes($$"""{"buf-b64": "{{escaped}}", "n": [1.50, null, true, {}]}""") : [];
        Answer answer = isRaw ? Answer.Raw(json) : Answer.Done(null, (new("", "output"), text));
        WriteTo(TextWriter.Null, answer);

        long before = GC.GetAllocatedBytesForCurrentThread();
        WriteTo(TextWriter.Null, answer);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // An escaped text is decoded once.
        Assert.InRange(allocated, 0, (isRaw ? json.Length : 0) + (1 << 20));
        using StringWriter output = new();
        WriteTo(output, answer);
        using JsonDocument document = JsonDocument.Parse(output.ToString());
        JsonElement found = document.RootElement[0].GetProperty("answer");
        Assert.Equal(text, found.GetProperty(isRaw ? "buf-b64" : "output").GetString());
        Assert.True(!isRaw || found.GetProperty("n").GetRawText().Contains("1.50", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(3, "b\nc\nd\n")]
    [InlineData(0, "")]
    [InlineData(100, "a\nb\nc\nd\n")]
    public void Last_lines_are_kept_and_no_more(int count, string expected)
    {
        LastLines few = new(count);
        few.Add("a\nb\n"u8);
        few.Add("c\nd\n"u8);
        Assert.Equal(expected, Encoding.UTF8.GetString(few.Text));

        LastLines endless = new(count);
        byte[] piece = new byte[1 << 20];
        for (int number = 0; number < 64; number++)
        {
            endless.Add(piece);
        }

        Assert.InRange(endless.Text.Length, 0, 2 * LastLines.Room);
    }

    // 64 MiB without an end of line, of which nothing is kept; and a guest that never comes to an end.
    [Fact]
    public async Task Tail_of_a_file_without_lines_is_passed_on_as_it_comes()
    {
        const int Length = 64 << 20;
        await using FakeGuestAgent agent = Endless(Length);
        await using GuestAgentClient client = new(agent.Connect());
        await using TailReader reader = new(client, "/log");
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using CountingStream output = new(Length + (4 << 20), ending);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reader.CopyLastAsync(1, output, ending.Token));

        Assert.True(output.LargestPiece <= 64 << 10, $"{output.LargestPiece}");
    }

    [Fact]
    public async Task Log_without_lines_is_cut_and_a_look_has_an_end()
    {
        await using FakeGuestAgent agent = Endless(1 << 30);
        string address = agent.Listen().Path;

        ToolRun run = await ToolRun.StartAsync("logs", "--file", "/log", address);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.InRange(run.Output.Length, 1, 8 << 20);
    }

    private static void WriteTo(TextWriter output, Answer answer) => JsonAnswers.Write(output, [new("web1", answer, null)]);

    // A file that is as long as it says, and goes on behind that.
    private static FakeGuestAgent Endless(long length)
    {
        string piece = Convert.ToBase64String(Enumerable.Repeat((byte)'x', 64 << 10).ToArray());
        FakeGuestAgent agent = new();
        agent.SetResult("guest-file-open", "1");
        agent.SetResult("guest-file-close", "{}");
        agent.SetHandler("guest-file-seek", request =>
        {
            using JsonDocument arguments = JsonDocument.Parse(request.Arguments);
            bool isFromEnd = arguments.RootElement.GetProperty("whence").ToString() is "end" or "2";
            return FakeReply.Return($$"""{"position": {{arguments.RootElement.GetProperty("offset").GetInt64() + (isFromEnd ? length : 0)}}, "eof": false}""");
        });
        agent.SetResult("guest-file-read", $$"""{"count": 65536, "buf-b64": "{{piece}}", "eof": false}""");
        return agent;
    }

    private sealed class CountingStream(long limit, CancellationTokenSource ending) : Stream
    {
        private long _count;

        public int LargestPiece { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _count;

        public override long Position { get => _count; set => throw new NotSupportedException(); }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _count += buffer.Length;
            LargestPiece = Math.Max(LargestPiece, buffer.Length);
            if (_count >= limit)
            {
                ending.Cancel();
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
