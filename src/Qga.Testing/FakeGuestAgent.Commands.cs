using Qapi.Runtime.Errors;

namespace Qga.Testing;

public sealed partial class FakeGuestAgent
{
    /// <summary>Lets a command return always the same.</summary>
    /// <param name="command">The command, known to the agent or new.</param>
    /// <param name="json">The result, one JSON value in one line; <c>{}</c> where the command returns nothing.</param>
    /// <exception cref="ArgumentException">The text is not one JSON value.</exception>
    public void SetResult(string command, string json)
    {
        FakeReply reply = FakeReply.Return(json);
        SetHandler(command, _ => reply);
    }

    /// <summary>Lets a command fail always.</summary>
    /// <param name="command">The command, known to the agent or new.</param>
    /// <param name="description">The error's text.</param>
    /// <param name="errorClass">The error's class; see <see cref="ErrorClass"/>.</param>
    public void SetError(string command, string description, string errorClass = ErrorClass.GenericError)
    {
        FakeReply reply = FakeReply.Fail(description, errorClass);
        SetHandler(command, _ => reply);
    }

    /// <summary>Lets the test carry a command out.</summary>
    /// <param name="command">The command, known to the agent or new.</param>
    /// <param name="handler">Carries it out; called for one request at a time. An exception is answered as an error with its message.</param>
    public void SetHandler(string command, Func<FakeRequest, FakeReply> handler)
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        ArgumentNullException.ThrowIfNull(handler);
        _commands.Set(command, handler);
    }

    /// <summary>Takes a command away, as if the agent were too old for it: it is answered as unknown, and missing in guest-info.</summary>
    /// <param name="command">The command; one of the agent's own or of the test's.</param>
    public void Remove(string command)
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        _commands.Remove(command);
    }

    /// <summary>Blocks a command, as the guest's configuration can: it is refused as disabled, and guest-info says so.</summary>
    /// <param name="command">The command.</param>
    public void Block(string command)
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        _commands.Block(command);
    }

    /// <summary>
    /// Says what becomes of the next requests for a command, one step each. When the steps are used up the command is ordinary again. More steps can be
    /// added at any time.
    /// </summary>
    /// <param name="command">The command; a synchronizing one is possible too.</param>
    /// <param name="steps">What becomes of the requests, the next one first.</param>
    public void Script(string command, params ReadOnlySpan<FakeStep> steps)
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        _commands.Script(command, steps);
    }
}
