using System.Text;
using Qapi.Runtime.Errors;
using Qapi.Runtime.Reading;
using Qga.Agent.Generated;
using Qga.Agent.Linux.Commands.Exec;
using Qga.Agent.Linux.Commands.File;
using Qga.Agent.Policy;
using Qga.Contracts;
using Qga.Linux.Interop;
using Qga.Protocol.Envelope;
using Qga.Protocol.Framing;

namespace Qga.Agent.Linux.Explaining;

/// <summary>What a request would get.</summary>
internal sealed class RequestExplanation
{
    private RequestExplanation(bool isPermitted, string text) => (IsPermitted, Text) = (isPermitted, text);

    public bool IsPermitted { get; }

    public string Text { get; }

    /// <summary>Explains a request.</summary>
    /// <param name="request">JSON, or the name of a command without arguments.</param>
    /// <param name="symbols">What the schema's conditions find here.</param>
    /// <param name="rules">The rules for its sender; null: none.</param>
    /// <param name="policy">Which commands may run.</param>
    public static RequestExplanation Of(string request, Symbols symbols, AccessRules? rules, CommandPolicy policy)
    {
        bool isName = !request.AsSpan().TrimStart().StartsWith("{");
        byte[] bytes = Encoding.UTF8.GetBytes(isName ? $$"""{"execute": "{{request}}"}""" : request);
        Frame frame = new Framer().Scan(bytes);
        if (frame.Kind != FrameKind.Message)
        {
            return Refused("it is no complete JSON text");
        }

        QapiError? error = Request.TryRead(bytes.AsSpan(frame.Start, frame.Length), out Request read);
        if (error is not null)
        {
            return Refused(error);
        }

        if (Command.Find(read.Execute) is not { } command || !command.IsDeclaredFor(symbols))
        {
            return Refused(CommandPolicy.Unknown(read.Execute));
        }

        if (policy.Refusal(command) is { } refusal)
        {
            return new(false, $"{command.Name} is off ({ErrorClass.CommandNotFound}): {refusal}");
        }

        return rules is null || (isName && read.Arguments.IsEmpty) ? Permitted(command) : OfArguments(command, read.Arguments, rules, policy);
    }

    private static RequestExplanation OfArguments(Command command, ReadOnlySpan<byte> arguments, AccessRules rules, CommandPolicy policy)
    {
        ReadFault? fault = null;
        string? refusal = null;
        string user = "";
        switch (command.Name)
        {
            case "guest-file-open":
                fault = GuestFileOpenArguments.Read(arguments, out GuestFileOpenArguments open);
                return fault is null ? OfFile(command, open, new(rules, policy)) : Refused(fault.ToError());
            case "guest-exec":
                fault = GuestExecArguments.Read(arguments, out GuestExecArguments exec);
                return fault is null ? OfProgram(command, exec, rules) : Refused(fault.ToError());
            case "guest-set-user-password":
                fault = GuestSetUserPasswordArguments.Read(arguments, out GuestSetUserPasswordArguments password);
                user = password.Username;
                break;
            case "guest-ssh-get-authorized-keys":
                fault = GuestSshGetAuthorizedKeysArguments.Read(arguments, out GuestSshGetAuthorizedKeysArguments get);
                user = get.Username;
                break;
            case "guest-ssh-add-authorized-keys":
                fault = GuestSshAddAuthorizedKeysArguments.Read(arguments, out GuestSshAddAuthorizedKeysArguments add);
                user = add.Username;
                break;
            case "guest-ssh-remove-authorized-keys":
                fault = GuestSshRemoveAuthorizedKeysArguments.Read(arguments, out GuestSshRemoveAuthorizedKeysArguments remove);
                user = remove.Username;
                break;
            default:
                return Permitted(command);
        }

        refusal = fault is null ? rules.Users?.Refusal(user) : null;
        return fault is not null ? Refused(fault.ToError()) : Judged(command, $"user '{user}'", refusal);
    }

    private static RequestExplanation OfFile(Command command, in GuestFileOpenArguments open, FileRules rules)
    {
        string? refusal = FileOpening.Judge(open.Path, open.Mode ?? "r", rules, out string place);
        return Judged(command, $"'{place}'", refusal);
    }

    private static RequestExplanation OfProgram(Command command, in GuestExecArguments exec, AccessRules rules)
    {
        if (rules.Execute is null)
        {
            return Permitted(command);
        }

        string? refusal = new ProgramRule(rules.Execute).Judge(exec.Path, exec.Env.IsPresent, out string file, out Errno error);
        return Judged(command, $"'{file}'{(error.IsSuccess ? "" : $" ({error.Message})")}", refusal);
    }

    private static RequestExplanation Judged(Command command, string what, string? refusal) =>
        refusal is null
            ? new(true, $"{command.Name} of {what} is permitted")
            : new(false, $"{command.Name} of {what} is refused ({ErrorClass.GenericError}): {refusal}");

    private static RequestExplanation Permitted(Command command) => new(true, $"{command.Name} is permitted");

    private static RequestExplanation Refused(QapiError error) => Refused($"{error.Class}: {error.Description}");

    private static RequestExplanation Refused(string reason) => new(false, $"the request is refused: {reason}");
}
