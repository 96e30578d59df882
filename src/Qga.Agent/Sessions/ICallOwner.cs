using Qapi.Runtime.Serving;

namespace Qga.Agent.Sessions;

/// <summary>Whose call it is: told how it goes on.</summary>
internal interface ICallOwner
{
    /// <summary>The connection, for commands that ask for it.</summary>
    Caller Caller { get; }

    /// <summary>The call's thread has done with it: it is finished, or deferred, or was left behind. On the loop's thread.</summary>
    void Complete(PendingCall call);

    /// <summary>The call was not run, as there is no thread for it. On the loop's thread.</summary>
    void Refuse(PendingCall call);

    /// <summary>The call's thread has done with it and is no longer the loop's: it may serve the session's next requests before it hands it back.</summary>
    void Continue(PendingCall call);
}
