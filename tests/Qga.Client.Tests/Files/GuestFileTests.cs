using System.Security.Cryptography;

namespace Qga.Client.Tests.Files;

public sealed class GuestFileTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Agents => RealAgent.All;

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Hundred_megabytes_go_out_and_come_back(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent);
        byte[] block = new byte[(1 << 20) + 12345];
        new Random(1).NextBytes(block);
        using IncrementalHash written = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using (GuestFile file = await guest.Client.OpenFileAsync($"{guest.Folder}/file", GuestFileMode.Create, cancellationToken: Cancellation))
        {
            for (int i = 0; i < 100; i++)
            {
                block[0] = (byte)i;
                int length = (i % 3) switch { 0 => block.Length, 1 => 77, _ => 1 << 20 };
                await file.WriteAsync(block.AsMemory(0, length), Cancellation);
                written.AppendData(block, 0, length);
            }
        }

        await using (FileStream here = File.OpenRead($"{guest.Folder}/file"))
        {
            Assert.Equal(written.GetCurrentHash(), await SHA256.HashDataAsync(here, Cancellation));
        }

        await using GuestFile back = await guest.Client.OpenFileAsync($"{guest.Folder}/file", cancellationToken: Cancellation);
        Assert.Equal(written.GetCurrentHash(), await SHA256.HashDataAsync(back, Cancellation));
        Assert.Equal(new FileInfo($"{guest.Folder}/file").Length, back.Position);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Reads_writes_and_seeks_mix(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent);
        await using GuestFile file = await guest.Client.OpenFileAsync(
            $"{guest.Folder}/file", GuestFileMode.CreateUpdate, new() { PieceSize = 512 }, Cancellation);
        await using MemoryStream model = new();
        Random random = new(7);
        byte[] bytes = new byte[5000];
        for (int i = 0; i < 300; i++)
        {
            int length = random.Next(1, bytes.Length);
            switch (random.Next(4))
            {
                case 0:
                    random.NextBytes(bytes);
                    await file.WriteAsync(bytes.AsMemory(0, length), Cancellation);
                    model.Write(bytes.AsSpan(0, length));
                    break;
                case 1:
                    byte[] expected = new byte[length];
                    int there = model.ReadAtLeast(expected, length, throwOnEndOfStream: false);
                    Assert.Equal(there, await file.ReadAtLeastAsync(bytes.AsMemory(0, length), length, throwOnEndOfStream: false, Cancellation));
                    Assert.Equal(expected[..there], bytes[..there]);
                    break;
                case 2:
                    file.Position = model.Position = random.NextInt64(model.Length + 1);
                    break;
                default:
                    Assert.Equal(model.Length, await file.GetLengthAsync(Cancellation));
                    break;
            }

            Assert.Equal(model.Position, file.Position);
        }

        await file.FlushAsync(Cancellation);
        Assert.Equal(model.ToArray(), await File.ReadAllBytesAsync($"{guest.Folder}/file", Cancellation));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task End_of_a_growing_file_is_not_final(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent);
        string path = $"{guest.Folder}/log";
        await File.WriteAllTextAsync(path, "one", Cancellation);
        await using GuestFile file = await guest.Client.OpenFileAsync(path, cancellationToken: Cancellation);
        byte[] buffer = new byte[100];
        Assert.Equal(3, await file.ReadAsync(buffer, Cancellation));
        Assert.Equal(0, await file.ReadAsync(buffer, Cancellation));
        await File.AppendAllTextAsync(path, "three", Cancellation);
        Assert.Equal(5, await file.ReadAsync(buffer, Cancellation));
        Assert.Equal("three"u8.ToArray(), buffer[..5]);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Appending_goes_to_the_end(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent);
        string path = $"{guest.Folder}/log";
        await File.WriteAllTextAsync(path, "one", Cancellation);
        await using (GuestFile file = await guest.Client.OpenFileAsync(path, GuestFileMode.Append, cancellationToken: Cancellation))
        {
            await file.WriteAsync("two"u8.ToArray(), Cancellation);
        }

        Assert.Equal("onetwo", await File.ReadAllTextAsync(path, Cancellation));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Full_disk_is_reported_once_at_the_latest_by_the_disposal(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent);
        GuestFile file = await guest.Client.OpenFileAsync("/dev/full", GuestFileMode.Create, cancellationToken: Cancellation);
        await file.WriteAsync("lost"u8.ToArray(), Cancellation);
        var failure = await Assert.ThrowsAnyAsync<GuestAgentRefusedException>(async () => await file.DisposeAsync());
        Assert.Contains("No space left on device", failure.Message, StringComparison.Ordinal);

        file = await guest.Client.OpenFileAsync("/dev/full", GuestFileMode.Create, cancellationToken: Cancellation);
        await Assert.ThrowsAnyAsync<GuestAgentRefusedException>(async () =>
        {
            for (int i = 0; i < 20; i++)
            {
                await file.WriteAsync(new byte[1 << 20], Cancellation);
            }

            await file.FlushAsync(Cancellation);
        });
        await Assert.ThrowsAnyAsync<GuestAgentRefusedException>(async () => await file.WriteAsync(new byte[1], Cancellation));
        await file.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Files_without_a_length_are_copied_to_their_end(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent);
        foreach (string path in (string[])["/proc/version", "/proc/self/mountinfo"])
        {
            await using GuestFile file = await guest.Client.OpenFileAsync(path, cancellationToken: Cancellation);
            using MemoryStream copy = new();
            await file.CopyToAsync(copy, Cancellation);
            Assert.True(copy.Length > 0, path);
            Assert.Equal(copy.Length, file.Position);
        }

        await using GuestFile version = await guest.Client.OpenFileAsync("/proc/version", cancellationToken: Cancellation);
        using MemoryStream blocking = new();
        version.CopyTo(blocking);
        Assert.Equal(await File.ReadAllBytesAsync("/proc/version", Cancellation), blocking.ToArray());
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Restarted_agent_has_lost_the_file(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent);
        await File.WriteAllTextAsync($"{guest.Folder}/file", "text", Cancellation);
        await using GuestFile file = await guest.Client.OpenFileAsync($"{guest.Folder}/file", cancellationToken: Cancellation);
        guest.Kill();
        await guest.RestartAsync();
        await Assert.ThrowsAsync<GuestFileLostException>(() => file.CopyToAsync(Stream.Null, Cancellation));
    }

    [Fact]
    public async Task Failed_write_behind_surfaces_with_the_next_operation()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync();
        GuestFile file = await OpenAsync(agent, GuestFileMode.Create);
        await file.WriteAsync("abc"u8.ToArray(), Cancellation);
        Task flush = file.FlushAsync(Cancellation);
        Assert.Equal("""{"execute": "guest-file-write", "arguments": {"handle": 1000, "buf-b64": "YWJj"}}""", await agent.HearAsync());
        await agent.SayAsync("{\"error\": {\"class\": \"GenericError\", \"desc\": \"failed to write to file: Input/output error\"}}\n");
        Assert.Equal("failed to write to file: Input/output error", (await Assert.ThrowsAsync<GuestAgentRefusedException>(() => flush)).Message);
        await CloseAsync(agent, file);
    }

    [Fact]
    public async Task Write_that_is_cut_short_is_a_failure()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync();
        GuestFile file = await OpenAsync(agent, GuestFileMode.Create);
        await file.WriteAsync("abc"u8.ToArray(), Cancellation);
        Task flush = file.FlushAsync(Cancellation);
        await agent.HearAsync();
        await agent.SayAsync("{\"return\": {\"count\": 2, \"eof\": false}}\n");
        await Assert.ThrowsAsync<GuestFileException>(() => flush);
        await CloseAsync(agent, file);
    }

    [Fact]
    public async Task Reads_ahead_once_it_is_read_in_order()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync();
        GuestFile file = await OpenAsync(agent, GuestFileMode.Read, new() { PieceSize = 600, PiecesInFlight = 2 });
        byte[] buffer = new byte[600];
        Task<int> read = file.ReadAsync(buffer, Cancellation).AsTask();
        const string Request = """{"execute": "guest-file-read", "arguments": {"handle": 1000, "count": 600}}""";
        Assert.Equal(Request, await agent.HearAsync());
        await agent.SayAsync($"{{\"return\": {{\"count\": 600, \"buf-b64\": \"{Convert.ToBase64String(new byte[600])}\", \"eof\": false}}}}\n");
        Assert.Equal(600, await read);
        read = file.ReadAsync(buffer, Cancellation).AsTask();
        Assert.Equal(Request, await agent.HearAsync());
        Assert.Equal(Request, await agent.HearAsync());
        await agent.SayAsync("{\"return\": {\"count\": 1, \"buf-b64\": \"YQ==\", \"eof\": true}}\n");
        Assert.Equal(1, await read);
        await agent.SayAsync("{\"return\": {\"count\": 0, \"buf-b64\": \"\", \"eof\": true}}\n");
        Assert.Equal(0, await file.ReadAsync(buffer, Cancellation));
        await CloseAsync(agent, file);
    }

    [Fact]
    public async Task More_than_was_asked_for_is_refused()
    {
        await using ScriptedAgent agent = await ScriptedAgent.StartAsync();
        GuestFile file = await OpenAsync(agent, GuestFileMode.Read);
        Task<int> read = file.ReadAsync(new byte[10], Cancellation).AsTask();
        await agent.HearAsync();
        await agent.SayAsync($"{{\"return\": {{\"count\": 9, \"buf-b64\": \"{Convert.ToBase64String(new byte[200_000])}\", \"eof\": false}}}}\n");
        await Assert.ThrowsAsync<GuestAgentReplyException>(() => read);
    }

    private static async Task<GuestFile> OpenAsync(ScriptedAgent agent, GuestFileMode mode, GuestFileOptions? options = null)
    {
        Task<GuestFile> open = agent.Client.OpenFileAsync("/f", mode, options, Cancellation);
        await agent.ShakeHandsAsync();
        await agent.HearAsync();
        await agent.SayAsync("{\"return\": 1000}\n");
        return await open;
    }

    private static async Task CloseAsync(ScriptedAgent agent, GuestFile file)
    {
        Task closing = file.DisposeAsync().AsTask();
        Assert.Equal("""{"execute": "guest-file-close", "arguments": {"handle": 1000}}""", await agent.HearAsync());
        await agent.SayAsync("{\"return\": {}}\n");
        await closing;
    }

    [Fact]
    public async Task A_write_is_sent_when_the_one_before_it_is_answered()
    {
        HeldLink link = new();
        await using GuestAgentClient client = new(link);
        await using GuestFile file = await client.OpenFileAsync(
            "/file", GuestFileMode.Create, new() { PieceSize = 512 }, TestContext.Current.CancellationToken);
        await file.WriteAsync(new byte[3 * 512], TestContext.Current.CancellationToken);
        Assert.Equal(1, link.Writes);
        link.Answer.SetResult();
        await file.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(3, link.Writes);
    }

    /// <summary>An agent that answers writes when it is let.</summary>
    private sealed class HeldLink : IGuestLink
    {
        private int _writes;

        public TaskCompletionSource Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Writes => Volatile.Read(ref _writes);

        public bool CanPipeline => true;

        public async ValueTask<T> ExchangeAsync<T>(LinkRequest request, ReplyReader<T> read, CancellationToken cancellationToken)
        {
            if (request.Command == "guest-file-write")
            {
                Interlocked.Increment(ref _writes);
                await Answer.Task.WaitAsync(cancellationToken);
                return read("""{"return": {"count": 512, "eof": false}}"""u8);
            }

            return read(request.Command == "guest-file-open" ? """{"return": 1}"""u8 : """{"return": {}}"""u8);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
