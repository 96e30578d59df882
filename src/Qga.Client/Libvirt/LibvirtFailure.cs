using Qapi.Runtime.Errors;

namespace Qga.Client;

/// <summary>
/// Tells from libvirt's error what has become of a command. libvirt synchronizes with the agent before it sends one: a failure until then is one of
/// reaching the agent. Where its release or its language leaves that open, the command counts as sent.
/// </summary>
/// <param name="domain">The domain, for messages.</param>
/// <param name="request">The request.</param>
/// <param name="seconds">How long libvirt was to wait for the reply; negative: without end.</param>
internal sealed class LibvirtFailure(string domain, LinkRequest request, int seconds)
{
    /// <summary>How long libvirt waits for the reply to its synchronizing command at most.</summary>
    public const int SynchronizationSeconds = 5;

    /// <summary>The failure of a command.</summary>
    /// <returns>What to throw; null: the silence of a command that answers only if it fails.</returns>
    public GuestAgentException? Explain(in LibvirtReply reply)
    {
        LibvirtError error = reply.Error;
        switch (error.Code)
        {
            case LibvirtErrorCode.InternalError or LibvirtErrorCode.AgentCommandFailed:
                return ExplainRefusal(error.Message);
            case LibvirtErrorCode.AgentUnresponsive:
                return ExplainSilence(error.Message, reply.Elapsed);
            case LibvirtErrorCode.AgentCommandTimeout:
                return TimedOut();
            case LibvirtErrorCode.AgentUnsynced:
                return new GuestAgentSilentException($"the guest agent of {domain} is out of step: {error.Message}");
            case LibvirtErrorCode.OperationInvalid:
                return new GuestUnreachableException(Explain(reply.State) ?? $"libvirt cannot reach the agent of {domain}: {error.Message}");
            case LibvirtErrorCode.ConfigurationUnsupported or LibvirtErrorCode.ArgumentUnsupported:
                return new GuestSocketNotFoundException($"{domain} has no channel for a guest agent: {error.Message}");
            case LibvirtErrorCode.OperationTimeout or LibvirtErrorCode.ResourceBusy:
                return new GuestAgentSilentException($"libvirt is busy with another operation on {domain}: {error.Message}");
            case LibvirtErrorCode.NoDomain or LibvirtErrorCode.NoSupport or LibvirtErrorCode.AccessDenied or LibvirtErrorCode.OperationDenied
                or LibvirtErrorCode.AuthenticationFailed or LibvirtErrorCode.AuthenticationCancelled or LibvirtErrorCode.AuthenticationUnavailable:
                return error.ToUnreachable($"libvirt does not pass commands on to the agent of {domain}");
            case var _ when reply.IsConnectionEnded:
                return request.IsAnswered ? new GuestConnectionLostException($"the connection to libvirt is lost: {error.Message}") : null;

            // A reply of more than 4 MiB, for example, the longest text of libvirt's remote protocol.
            default:
                return new GuestConnectionLostException($"libvirt has not passed the agent's reply on: {error.Message}");
        }
    }

    /// <summary>The time is over and the command may have been sent.</summary>
    public GuestAgentTimeoutException? TimedOut() => request.IsAnswered ? new GuestAgentTimeoutException(request.Command, request.Timeout) : null;

    private string? Explain(LibvirtGuestState? state) => state switch
    {
        LibvirtGuestState.ShutOff => $"the guest {domain} is shut off",
        LibvirtGuestState.Paused => $"the guest {domain} is paused",
        LibvirtGuestState.ShuttingDown => $"the guest {domain} is shutting down",
        LibvirtGuestState.Crashed => $"the guest {domain} has crashed",
        LibvirtGuestState.Suspended => $"the guest {domain} sleeps",
        _ => null,
    };

    // unable to execute QEMU agent command 'guest-ping': TEXT
    private GuestAgentException ExplainRefusal(string message)
    {
        string named = $"'{request.Command}'";
        int name = message.IndexOf(named, StringComparison.Ordinal);
        ReadOnlySpan<char> rest = name < 0 ? default : message.AsSpan(name + named.Length);
        return rest.StartsWith(": ", StringComparison.Ordinal) ? GuestAgentRefusedException.From(ToAgentError(rest[2..].ToString()))
            : name >= 0 ? new GuestAgentReplyException(message)
            : new GuestConnectionLostException($"libvirt has failed to get a reply from the agent of {domain}: {message}");
    }

    // libvirt keeps the error's text and drops its class. Agents since 10.0 leave out "The".
    private static QapiError ToAgentError(string text)
    {
        bool isOfCommand = (text.StartsWith("The command ", StringComparison.Ordinal) || text.StartsWith("Command ", StringComparison.Ordinal))
            && (text.Contains("has not been found", StringComparison.Ordinal) || text.Contains("has been disabled", StringComparison.Ordinal));
        return isOfCommand ? new(ErrorClass.CommandNotFound, text) : QapiError.Generic(text);
    }

    private GuestAgentException? ExplainSilence(string message, TimeSpan elapsed)
    {
        if (message.Contains("is not connected", StringComparison.Ordinal))
        {
            return new GuestAgentNotRunningException($"nobody in the guest {domain} has opened the agent's port: {message}");
        }

        if (message.Contains("not available due to an error", StringComparison.Ordinal))
        {
            return new GuestUnreachableException($"libvirt has given up the agent's channel of {domain}: {message}");
        }

        if (message.Contains("disappeared", StringComparison.Ordinal))
        {
            return request.IsAnswered ? new GuestConnectionLostException($"the agent of {domain} has gone: {message}") : null;
        }

        // Before 11.2 the text is the same for a silence at synchronizing and one after the command; only the latter lasts as long as was asked for.
        bool isOfTime = message.Contains("not available for now", StringComparison.Ordinal) || elapsed >= TimeSpan.FromSeconds(SynchronizationSeconds);
        if (message.Contains("synchronization", StringComparison.Ordinal) || (isOfTime && (seconds < 0 || elapsed < TimeSpan.FromSeconds(seconds))))
        {
            return new GuestAgentSilentException($"the guest agent of {domain} does not answer: {message}");
        }

        return isOfTime ? TimedOut()
            : request.IsAnswered ? new GuestConnectionLostException($"the agent of {domain} has not answered: {message}")
            : null;
    }
}
