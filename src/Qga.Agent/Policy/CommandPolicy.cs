using Qapi.Runtime.Errors;
using Qapi.Runtime.Reading;
using Qga.Agent.Generated;

namespace Qga.Agent.Policy;

/// <summary>
/// Whether a command may run now: the administrator's lists, and while file systems are frozen the few commands that the schema marks for
/// that state, whatever the lists say.
/// </summary>
internal sealed class CommandPolicy
{
    private readonly FreezeState _freeze;
    private readonly bool[] _permitted = new bool[Command.All.Length];

    /// <summary>Applies the lists, each in groups. Names are compared whole; an unknown one means nothing.</summary>
    /// <param name="allowed">The only commands that may run; none: all.</param>
    /// <param name="blocked">The commands that may not run, allowed or not.</param>
    /// <param name="freeze">Whether file systems are frozen.</param>
    public CommandPolicy(IReadOnlyList<IReadOnlyList<string>> allowed, IReadOnlyList<IReadOnlyList<string>> blocked, FreezeState freeze)
    {
        _freeze = freeze;
        HashSet<string> only = Join(allowed);
        HashSet<string> never = Join(blocked);
        foreach (Command command in Command.All)
        {
            _permitted[command.Number] = (only.Count == 0 || only.Contains(command.Name)) && !never.Contains(command.Name);
        }
    }

    private static HashSet<string> Join(IReadOnlyList<IReadOnlyList<string>> groups)
    {
        HashSet<string> names = [];
        foreach (IReadOnlyList<string> group in groups)
        {
            names.UnionWith(group);
        }

        return names;
    }

    /// <summary>Whether a command may run now.</summary>
    /// <returns>True if it may.</returns>
    public bool IsEnabled(Command command) => _freeze.IsFrozen ? command.Frozen : _permitted[command.Number];

    /// <summary>The refusal of a command that may not run now. Managers and QEMU's own tests look for its text and class.</summary>
    /// <returns>Null if it may run.</returns>
    public QapiError? Check(Command command) => IsEnabled(command)
        ? null
        : new(ErrorClass.CommandNotFound, $"Command {command.Name} has been disabled: the command is not allowed");

    /// <summary>The refusal of a command that there is not.</summary>
    /// <param name="name">What was asked for.</param>
    /// <returns>The error.</returns>
    public static QapiError Unknown(ReadOnlySpan<byte> name) =>
        new(ErrorClass.CommandNotFound, $"The command {JsonString.ToQuote(name)} has not been found");
}
