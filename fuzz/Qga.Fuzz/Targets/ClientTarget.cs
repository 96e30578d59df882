using System.Globalization;
using System.Reflection;
using System.Text;
using Qga.Client;
using Qga.Protocol.Envelope;
using Qga.Protocol.Handshaking;

namespace Qga.Fuzz.Targets;

/// <summary>
/// What an agent sends to a client: a handshake and the lines behind it, in which <c>@@</c> stands for the handshake's number. The client finds the same
/// replies however they are cut, and faults are exceptions of its own.
/// </summary>
internal sealed class ClientTarget() : FuzzTarget("client")
{
    private const int LongestLine = 200;

    // Always the same, as messages about faults quote parts of it; else it is random.
    private const long Id = 1234567;
    private static readonly PropertyInfo s_id = typeof(StreamSynchronizer).GetProperty(nameof(StreamSynchronizer.Id))!;

    private readonly ReplyParser _parser = new();

    /// <inheritdoc/>
    public override IReadOnlyList<string> Words { get; } =
    [
        .. JsonWords.All,
        "\u00ff{\"return\": @@}\n", "@@", "{\"return\": {}}\n", "{\"error\": {\"class\": \"GenericError\", \"desc\": \"x\"}}\n",
        "\"class\":\"", "\"desc\":\"", "\"return\":", "\"error\":{",
    ];

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        Choices choices = Choices.Of(input);
        Check.Same(Encoding.UTF8.GetBytes(Read(input, null)), Encoding.UTF8.GetBytes(Read(input, choices)), "replies do not depend on how they are cut");
        _ = Describe(input);
    }

    private string Read(ReadOnlySpan<byte> input, Choices? cuts)
    {
        StreamSynchronizer synchronizer = new();
        s_id.SetValue(synchronizer, Id);
        string id = Id.ToString(CultureInfo.InvariantCulture);
        string sent = Encoding.Latin1.GetString(input).Replace("@@", id, StringComparison.Ordinal);
        using PieceStream stream = new(Encoding.Latin1.GetBytes(sent), cuts);
        LineReader lines = new(stream, LongestLine);
        StringBuilder log = new();
        try
        {
            Finish(lines.SynchronizeAsync(synchronizer, default));
            log.Append("synchronized\n");
            while (true)
            {
                ReadOnlyMemory<byte> line = lines.ReadAsync(default).AsTask().GetAwaiter().GetResult();
                log.Append(Describe(line.Span)).Append('\n');
            }
        }
        catch (GuestConnectionLostException)
        {
            log.Append("lost");
        }
        catch (GuestAgentReplyException problem)
        {
            log.Append(problem.Message);
        }

        return log.ToString();
    }

    private string Describe(ReadOnlySpan<byte> line)
    {
        try
        {
            ReceivedReply reply = _parser.Parse(line);
            Check.That(reply.Error is not null || !reply.Result.IsEmpty, "a reply is a result or an error");
            return reply.Error?.ToString() ?? Encoding.Latin1.GetString(reply.Result) + Encoding.Latin1.GetString(reply.Id);
        }
        catch (GuestAgentReplyException problem)
        {
            return problem.Message;
        }
    }

    private static void Finish(Task task)
    {
        Check.That(task.IsCompleted, "nothing waits for what has come");
        task.GetAwaiter().GetResult();
    }

    // Gives what it has at once, in pieces.
    private sealed class PieceStream(byte[] bytes, Choices? cuts) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int left = (int)(Length - Position);
            int most = cuts is null || left == 0 ? left : cuts.Piece(left);
            return ValueTask.FromResult(Read(buffer.Span[..Math.Min(buffer.Length, most)]));
        }
    }
}
