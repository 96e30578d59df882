using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Qga.Testing;

/// <summary>
/// The files of a fake agent's guest, in memory. The agent has the commands for files from the first file on. All members may be used from any thread.
/// </summary>
public sealed class FakeFiles
{
    private const int UsualRead = 4096;

    private static readonly string[] s_origins = ["set", "cur", "end"];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<long, OpenFile> _open = [];
    private readonly CommandTable _commands;
    private long _lastHandle = 999;
    private bool _isServed;

    internal FakeFiles(CommandTable commands) => _commands = commands;

    /// <summary>The paths of the files, in their order.</summary>
    public IReadOnlyList<string> Paths
    {
        get
        {
            lock (_gate)
            {
                return [.. _files.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>How many files clients have open.</summary>
    public int OpenCount
    {
        get
        {
            lock (_gate)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>Makes a file, or gives one another content, also where a client has it open.</summary>
    /// <param name="path">The path.</param>
    /// <param name="content">The content.</param>
    public void Set(string path, ReadOnlySpan<byte> content)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        lock (_gate)
        {
            _files[path] = content.ToArray();
            Serve();
        }
    }

    /// <summary>Makes a file of text in UTF-8, or gives one another content.</summary>
    /// <param name="path">The path.</param>
    /// <param name="text">The content.</param>
    public void Set(string path, string text) => Set(path, Encoding.UTF8.GetBytes(text));

    /// <summary>The content of a file.</summary>
    /// <param name="path">The path.</param>
    /// <returns>A copy of the content; null: there is no such file.</returns>
    public byte[]? Find(string path)
    {
        lock (_gate)
        {
            return _files.TryGetValue(path, out byte[]? content) ? [.. content] : null;
        }
    }

    /// <summary>Removes a file. A client that has it open reads no more of it.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Whether there was one.</returns>
    public bool Remove(string path)
    {
        lock (_gate)
        {
            return _files.Remove(path);
        }
    }

    private void Serve()
    {
        if (_isServed)
        {
            return;
        }

        _isServed = true;
        _commands.Set("guest-file-open", request => Answer(request, Open));
        _commands.Set("guest-file-close", request => Answer(request, Close));
        _commands.Set("guest-file-read", request => Answer(request, Read));
        _commands.Set("guest-file-write", request => Answer(request, Write));
        _commands.Set("guest-file-seek", request => Answer(request, Seek));
        _commands.Set("guest-file-flush", request => Answer(request, arguments => Find(arguments) is null ? NoHandle(arguments) : FakeReply.Return("{}")));
    }

    private FakeReply Answer(FakeRequest request, Func<JsonElement, FakeReply> carryOut)
    {
        using JsonDocument arguments = JsonDocument.Parse(request.Arguments);
        lock (_gate)
        {
            return carryOut(arguments.RootElement);
        }
    }

    private FakeReply Open(JsonElement arguments)
    {
        string path = arguments.GetProperty("path").GetString()!;
        string mode = arguments.TryGetProperty("mode", out JsonElement given) ? given.GetString()! : "r";
        string kind = mode.Replace("b", "", StringComparison.Ordinal);
        if (kind is not ("r" or "w" or "a" or "r+" or "w+" or "a+"))
        {
            return FakeReply.Fail($"invalid file open mode '{mode}'");
        }

        if (kind[0] == 'r' && !_files.ContainsKey(path))
        {
            return FakeReply.Fail($"failed to open file '{path}' (mode: '{mode}'): No such file or directory");
        }

        if (kind[0] == 'w' || !_files.ContainsKey(path))
        {
            _files[path] = [];
        }

        _open[++_lastHandle] = new(path, CanRead: kind is "r" or [_, '+'], CanWrite: kind is not "r", Appends: kind[0] == 'a');
        return FakeReply.Return(_lastHandle.ToString(CultureInfo.InvariantCulture));
    }

    private FakeReply Close(JsonElement arguments) =>
        _open.Remove(HandleOf(arguments)) ? FakeReply.Return("{}") : NoHandle(arguments);

    private FakeReply Read(JsonElement arguments)
    {
        if (Find(arguments) is not { CanRead: true } file)
        {
            return NoHandle(arguments);
        }

        byte[] content = ContentOf(file);
        int wanted = arguments.TryGetProperty("count", out JsonElement given) ? given.GetInt32() : UsualRead;
        int start = (int)Math.Min(file.Position, content.Length);
        int count = Math.Min(wanted, content.Length - start);
        file.Position += count;
        string text = Convert.ToBase64String(content, start, count);
        return FakeReply.Return($$"""{"count": {{count}}, "buf-b64": "{{text}}", "eof": {{(count < wanted ? "true" : "false")}}}""");
    }

    private FakeReply Write(JsonElement arguments)
    {
        if (Find(arguments) is not { CanWrite: true } file)
        {
            return NoHandle(arguments);
        }

        byte[] bytes = arguments.GetProperty("buf-b64").GetBytesFromBase64();
        int count = arguments.TryGetProperty("count", out JsonElement given) ? Math.Min(given.GetInt32(), bytes.Length) : bytes.Length;
        byte[] content = ContentOf(file);
        int start = file.Appends ? content.Length : (int)file.Position;
        Array.Resize(ref content, Math.Max(content.Length, start + count));
        bytes.AsSpan(0, count).CopyTo(content.AsSpan(start));
        _files[file.Path] = content;
        file.Position = start + count;
        return FakeReply.Return($$"""{"count": {{count}}, "eof": false}""");
    }

    private FakeReply Seek(JsonElement arguments)
    {
        if (Find(arguments) is not OpenFile file)
        {
            return NoHandle(arguments);
        }

        JsonElement whence = arguments.GetProperty("whence");
        int from = whence.ValueKind == JsonValueKind.Number ? whence.GetInt32() : Array.IndexOf(s_origins, whence.GetString());
        long origin = from switch
        {
            0 => 0,
            1 => file.Position,
            2 => ContentOf(file).Length,
            _ => -1,
        };
        long position = origin + arguments.GetProperty("offset").GetInt64();
        if (origin < 0 || position < 0)
        {
            return FakeReply.Fail("failed to seek file: Invalid argument");
        }

        file.Position = position;
        return FakeReply.Return($$"""{"position": {{position}}, "eof": false}""");
    }

    private byte[] ContentOf(OpenFile file) => _files.TryGetValue(file.Path, out byte[]? content) ? content : [];

    private OpenFile? Find(JsonElement arguments) => _open.GetValueOrDefault(HandleOf(arguments));

    private static long HandleOf(JsonElement arguments) => arguments.GetProperty("handle").GetInt64();

    private static FakeReply NoHandle(JsonElement arguments) => FakeReply.Fail($"handle '{HandleOf(arguments)}' has not been found");

    private sealed record OpenFile(string Path, bool CanRead, bool CanWrite, bool Appends)
    {
        public long Position { get; set; }
    }
}
