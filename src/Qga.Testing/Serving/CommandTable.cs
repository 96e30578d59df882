using System.Buffers;
using System.Globalization;
using System.Text;
using Qapi.Runtime.Errors;
using Qapi.Runtime.Reading;
using Qapi.Runtime.Writing;

namespace Qga.Testing;

/// <summary>The commands of a fake agent, and what the test has planned for their next requests.</summary>
internal sealed class CommandTable
{
    // Of QEMU's agent, all releases.
    private static readonly string[] s_allowedWhileFrozen =
        ["guest-ping", "guest-info", "guest-sync", "guest-sync-delimited", "guest-fsfreeze-status", "guest-fsfreeze-thaw"];

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Func<FakeRequest, FakeReply>> _handlers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Queue<FakeStep>> _steps = [];
    private readonly HashSet<string> _blocked = [];
    private readonly FakeFreezing _freezing;

    public CommandTable(FakeFreezing freezing)
    {
        _freezing = freezing;
        _handlers["guest-ping"] = _ => FakeReply.Return("{}");
        _handlers["guest-info"] = _ => FakeReply.Return(WriteInfo());
        _handlers["guest-sync"] = Repeat;
        _handlers["guest-sync-delimited"] = Repeat;
        _handlers["guest-fsfreeze-status"] = _ => FakeReply.Return(freezing.IsFrozen ? "\"frozen\"" : "\"thawed\"");
        _handlers["guest-fsfreeze-freeze"] = _ => Freeze(null);
        _handlers["guest-fsfreeze-freeze-list"] = request => Freeze(ReadMountpoints(request.Arguments));
        _handlers["guest-fsfreeze-thaw"] = _ => Return(freezing.Thaw());
    }

    /// <summary>Held by whoever carries out a request: an agent does one thing at a time.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    public string Version { get; set; } = "10.2.2";

    public void Set(string command, Func<FakeRequest, FakeReply> handler)
    {
        lock (_gate)
        {
            _handlers[command] = handler;
        }
    }

    public void Remove(string command)
    {
        lock (_gate)
        {
            _handlers.Remove(command);
        }
    }

    public void Block(string command)
    {
        lock (_gate)
        {
            _blocked.Add(command);
        }
    }

    public void Script(string command, ReadOnlySpan<FakeStep> steps)
    {
        lock (_gate)
        {
            if (!_steps.TryGetValue(command, out Queue<FakeStep>? queue))
            {
                _steps[command] = queue = [];
            }

            foreach (FakeStep step in steps)
            {
                queue.Enqueue(step ?? throw new ArgumentNullException(nameof(steps)));
            }
        }
    }

    /// <summary>What becomes of the next request for a command.</summary>
    public FakeStep NextStep(string command)
    {
        lock (_gate)
        {
            return _steps.TryGetValue(command, out Queue<FakeStep>? queue) && queue.TryDequeue(out FakeStep? step) ? step : FakeStep.Ordinary;
        }
    }

    /// <summary>Carries a request out, or refuses it.</summary>
    public FakeReply CarryOut(FakeRequest request)
    {
        Func<FakeRequest, FakeReply>? handler;
        bool isEnabled;
        lock (_gate)
        {
            isEnabled = IsEnabled(request.Command);
            _handlers.TryGetValue(request.Command, out handler);
        }

        if (handler is null)
        {
            return FakeReply.Fail($"The command {request.Command} has not been found", ErrorClass.CommandNotFound);
        }

        if (!isEnabled)
        {
            return FakeReply.Fail($"Command {request.Command} has been disabled: the command is not allowed", ErrorClass.CommandNotFound);
        }

        try
        {
            return handler(request);
        }
#pragma warning disable CA1031 // Whatever a test's handler throws must not end the agent.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            return FakeReply.Fail(problem.Message);
        }
    }

    private static FakeReply Return(int count) => FakeReply.Return(count.ToString(CultureInfo.InvariantCulture));

    // What a frozen agent allows it allows whatever the configuration says: QEMU since 10.0.
    private bool IsEnabled(string command) => _freezing.IsFrozen ? s_allowedWhileFrozen.Contains(command) : !_blocked.Contains(command);

    private FakeReply Freeze(IReadOnlyList<string>? only) =>
        _freezing.Error is { } error ? FakeReply.Fail(error) : Return(_freezing.Freeze(only));

    private static FakeReply Repeat(FakeRequest request)
    {
        ReadOnlySpan<byte> id = FindMember(Encoding.UTF8.GetBytes(request.Arguments), "id"u8);
        return id.IsEmpty ? FakeReply.Fail("Parameter 'id' is missing")
            : JsonValue.ReadInt64(id, out long value) is null ? FakeReply.Return(value.ToString(CultureInfo.InvariantCulture))
            : FakeReply.Fail("Invalid parameter type for 'id', expected: integer");
    }

    private static List<string>? ReadMountpoints(string arguments)
    {
        ReadOnlySpan<byte> list = FindMember(Encoding.UTF8.GetBytes(arguments), "mountpoints"u8);
        if (list.IsEmpty)
        {
            return null;
        }

        List<string> mountpoints = [];
        ArrayReader elements = new(list);
        while (elements.Read())
        {
            mountpoints.Add(JsonString.Decode(elements.Value));
        }

        return mountpoints;
    }

    private static ReadOnlySpan<byte> FindMember(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        ObjectReader members = new(text);
        while (members.Read())
        {
            if (members.Name.SequenceEqual(name))
            {
                return members.Value;
            }
        }

        return default;
    }

    private string WriteInfo()
    {
        ArrayBufferWriter<byte> text = new();
        JsonWriter writer = new(text);
        writer.StartObject();
        writer.Member("version"u8);
        writer.Value(Version);
        writer.Member("supported_commands"u8);
        writer.StartArray();
        lock (_gate)
        {
            foreach (string command in _handlers.Keys)
            {
                writer.StartObject();
                writer.Member("enabled"u8);
                writer.Value(IsEnabled(command));
                writer.Member("name"u8);
                writer.Value(command);
                writer.Member("success-response"u8);
                writer.Value(true);
                writer.EndObject();
            }
        }

        writer.EndArray();
        writer.EndObject();
        writer.Flush();
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
