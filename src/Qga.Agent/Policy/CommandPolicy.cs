using Qapi.Runtime.Errors;
using Qapi.Runtime.Reading;
using Qga.Agent.Generated;

namespace Qga.Agent.Policy;

/// <summary>
/// Whether a command may run now: the administrator's lists and rules, and while file systems are frozen the few commands that the schema marks for
/// that state, whatever the lists and rules say.
/// </summary>
internal sealed class CommandPolicy
{
    // QEMU's text, which managers and QEMU's own tests look for, as far as the colon.
    private const string NotAllowed = "the command is not allowed";

    private readonly FreezeState _freeze;

    // Why each command may not run; null if it may.
    private readonly string?[] _refusals = new string?[Command.All.Length];

    /// <summary>Applies the lists, each in groups. Names are compared whole; an unknown one means nothing.</summary>
    /// <param name="allowed">The only commands that may run; none: all.</param>
    /// <param name="blocked">The commands that may not run, allowed or not.</param>
    /// <param name="freeze">Whether file systems are frozen.</param>
    /// <param name="rules">What else must permit a command; null: nothing.</param>
    public CommandPolicy(
        IReadOnlyList<IReadOnlyList<string>> allowed, IReadOnlyList<IReadOnlyList<string>> blocked, FreezeState freeze, AccessRules? rules = null)
    {
        _freeze = freeze;
        HashSet<string> only = Join(allowed);
        HashSet<string> never = Join(blocked);
        foreach (Command command in Command.All)
        {
            string? refusal = never.Contains(command.Name) ? "it is in 'block-rpcs'"
                : only.Count > 0 && !only.Contains(command.Name) ? "it is not in 'allow-rpcs'"
                : null;
            _refusals[command.Number] = rules is null ? refusal is null ? null : NotAllowed : refusal ?? rules.Refusal(command);
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
    public bool IsEnabled(Command command) => _freeze.IsFrozen ? command.Frozen : _refusals[command.Number] is null;

    /// <summary>Why a command may not run while no file system is frozen.</summary>
    /// <returns>The rule that refuses it, for people; null if it may run.</returns>
    public string? Refusal(Command command) => _refusals[command.Number];

    /// <summary>The refusal of a command that may not run now.</summary>
    /// <returns>Null if it may run.</returns>
    public QapiError? Check(Command command) => IsEnabled(command)
        ? null
        : new(
            ErrorClass.CommandNotFound,
            $"Command {command.Name} has been disabled: {(_freeze.IsFrozen ? NotAllowed : _refusals[command.Number] ?? NotAllowed)}");

    /// <summary>The refusal of a command that there is not.</summary>
    /// <param name="name">What was asked for.</param>
    /// <returns>The error.</returns>
    public static QapiError Unknown(ReadOnlySpan<byte> name) =>
        new(ErrorClass.CommandNotFound, $"The command {JsonString.ToQuote(name)} has not been found");
}
