using System.Buffers;
using Qapi.Runtime.Errors;
using Qapi.Runtime.Reading;
using Qapi.Runtime.Serving;
using Qapi.Runtime.Writing;
using Qga.Agent.Generated;
using Qga.Fuzz.Serving;
using Qga.Protocol.Envelope;

namespace Qga.Fuzz.Targets;

/// <summary>
/// The arguments of every command, whose name stands before them (or, by its first letter, any other): they are read or refused, and the outcome is the
/// same for another text of the same value.
/// </summary>
internal sealed class ArgumentsTarget() : FuzzTarget("arguments")
{
    private readonly FakeAgent _agent = new();
    private readonly ArrayBufferWriter<byte> _reply = new();
    private readonly ArrayBufferWriter<byte> _repeated = new();

    /// <inheritdoc/>
    public override IReadOnlyList<string> Words { get; } =
    [
        .. JsonWords.All,
        "\"path\":\"", "\"mode\":\"", "\"handle\":", "\"count\":", "\"offset\":", "\"whence\":", "\"buf-b64\":\"", "\"pid\":", "\"arg\":[\"", "\"env\":[\"",
        "\"input-data\":\"", "\"capture-output\":", "\"separated\"", "\"merged\"", "\"set\"", "\"cur\"", "\"end\"", "\"mountpoints\":[\"", "\"minimum\":",
        "\"vcpus\":[{", "\"logical-id\":", "\"online\":", "\"mem-blks\":[{", "\"phys-index\":", "\"username\":\"", "\"password\":\"", "\"crypted\":",
        "\"keys\":[\"", "\"reset\":", "\"time\":", "\"verbose\":",
    ];

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        int brace = input.IndexOf((byte)'{');
        if (brace < 1)
        {
            return;
        }

        Command command = Command.Find(input[..brace]) ?? Command.All[input[0] % Command.All.Length];
        byte[] text = [.. input[brace..], (byte)'\n'];
        if (!JsonMessages.TryFindOnly(text, out ReadOnlySpan<byte> arguments) || JsonText.KindOf(arguments) != JsonKind.Object)
        {
            return;
        }

        byte[] outcome = Invoke(command, arguments);
        ReplyLines.Validate(outcome);
        if (!JsonMessages.HasReal(arguments))
        {
            Check.Same(outcome, Invoke(command, Rewrite(arguments)), "the outcome depends on the value, not on its text");
        }
    }

    // The text that the agent repeats of a value.
    private ReadOnlySpan<byte> Rewrite(ReadOnlySpan<byte> value)
    {
        _repeated.ResetWrittenCount();
        JsonWriter writer = new(_repeated);
        writer.StartObject();
        Reply.Complete(ref writer, value);
        ReadOnlySpan<byte> before = "{\"id\": "u8;
        ReadOnlySpan<byte> behind = "}\n"u8;
        return _repeated.WrittenSpan[before.Length..^behind.Length];
    }

    private byte[] Invoke(Command command, ReadOnlySpan<byte> arguments)
    {
        _agent.Reset();
        _reply.ResetWrittenCount();
        JsonWriter writer = new(_reply);
        QapiError? error = _agent.Table.Invoke(command, arguments, Nobody.Instance, ref writer, out Deferred? deferred);
        if (deferred is not null)
        {
            deferred.Expedite();
            error = deferred.Write(ref writer);
        }

        if (error is null && command.SuccessResponse)
        {
            Reply.Complete(ref writer, default);
        }
        else
        {
            writer.Flush();
            Check.That(_reply.WrittenCount == 0, "a refusal has written nothing");
            Reply.WriteError(_reply, default, error ?? QapiError.Generic("done"));
        }

        return _reply.WrittenSpan.ToArray();
    }

    private sealed class Nobody : Caller
    {
        public static readonly Nobody Instance = new();

        public override string Peer => "nobody";

        public override void OnGone(Action action)
        {
        }
    }
}
