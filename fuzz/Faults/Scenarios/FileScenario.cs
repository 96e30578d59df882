using System.Text.Json;
using Qga.Support;

namespace Qga.Faults.Scenarios;

/// <summary>Opens a file, writes to it, reads it and closes it: small pieces, and one that comes and goes in many.</summary>
internal sealed class FileScenario : Scenario
{
    private const int Small = 3000;
    private const int Large = 300_000;

    private long _handle;

    /// <inheritdoc/>
    public override string Name => "files";

    /// <inheritdoc/>
    public override Scenario ForTrial() => new FileScenario();

    /// <inheritdoc/>
    public override void Run(Conversation talk, TemporaryFolder folder)
    {
        string path = folder.File("file");
        if (talk.Ask("guest-file-open", $$"""{"path": "{{path}}", "mode": "w+"}""") is not { } handle)
        {
            return;
        }

        _handle = handle.GetInt64();
        Write(talk, path, Pattern(Small), position: 0);
        Read(talk, path, Small + 1000);
        long length = new FileInfo(path).Length;
        Write(talk, path, Pattern(Large), position: null);
        talk.Claim(new FileInfo(path).Length >= length, "a file became shorter");
        Read(talk, path, Large * 2);
        talk.Ask("guest-file-flush", $$"""{"handle": {{_handle}}}""");
        bool isClosed = talk.Ask("guest-file-close", $$"""{"handle": {{_handle}}}""") is not null;

        string? again = talk.AskLine($$$"""{"execute": "guest-file-close", "arguments": {"handle": {{{_handle}}}}}""" + "\n");
        talk.Claim(!isClosed || again?.Contains("has not been found", StringComparison.Ordinal) != false, "a handle outlives its close");
    }

    /// <inheritdoc/>
    public override void Check(Conversation talk, TemporaryFolder folder)
    {
        string state = folder.File("state/qga.state");
        if (_handle != 0)
        {
            string? line = File.Exists(state) ? File.ReadLines(state).FirstOrDefault(line => line.StartsWith("fd_counter=", StringComparison.Ordinal)) : null;
            talk.Claim(line is not null && long.Parse(line["fd_counter=".Length..]) > _handle, $"handle {_handle} will be given again: {line}");
        }
    }

    private static byte[] Pattern(int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)(i * 7 + i / 251);
        }

        return bytes;
    }

    private void Write(Conversation talk, string path, byte[] bytes, long? position)
    {
        long start = position ?? new FileInfo(path).Length;
        if (position is null)
        {
            talk.Ask("guest-file-seek", $$"""{"handle": {{_handle}}, "offset": 0, "whence": "end"}""");
        }

        JsonElement? reply = talk.Ask("guest-file-write", $$"""{"handle": {{_handle}}, "buf-b64": "{{Convert.ToBase64String(bytes)}}"}""");
        byte[] there = File.ReadAllBytes(path);
        if (reply is { } value)
        {
            long count = value.GetProperty("count").GetInt64();
            talk.Claim(count == bytes.Length, $"{count} of {bytes.Length} bytes were written to a plain file, without an error");
            bool areThere = there.Length >= start + count && there.AsSpan((int)start, (int)count).SequenceEqual(bytes.AsSpan(0, (int)count));
            talk.Claim(areThere, "bytes that were counted are not there");
        }
        else
        {
            ReadOnlySpan<byte> added = there.AsSpan((int)start);
            bool areOwn = added.Length <= bytes.Length && bytes.AsSpan(0, added.Length).SequenceEqual(added);
            talk.Claim(areOwn, "a write that failed has left other bytes than its own");
        }
    }

    private void Read(Conversation talk, string path, int wanted)
    {
        byte[] there = File.ReadAllBytes(path);
        if (talk.Ask("guest-file-seek", $$"""{"handle": {{_handle}}, "offset": 0, "whence": "set"}""") is not { } sought)
        {
            return;
        }

        talk.Claim(sought.GetProperty("position").GetInt64() == 0, "another position than asked for");
        if (talk.Ask("guest-file-read", $$"""{"handle": {{_handle}}, "count": {{wanted}}}""") is { } read)
        {
            byte[] bytes = read.GetProperty("buf-b64").GetBytesFromBase64();
            long count = read.GetProperty("count").GetInt64();
            talk.Claim(count == bytes.Length, $"count is {count}, and {bytes.Length} bytes came");
            talk.Claim(there.AsSpan().StartsWith(bytes), "other bytes than the file has");
            bool isAtEnd = read.GetProperty("eof").GetBoolean();
            talk.Claim(!isAtEnd || bytes.Length == there.Length, $"the end of the file after {bytes.Length} of {there.Length} bytes");
        }
    }
}
