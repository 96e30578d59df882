namespace Qga.Agent.Commands.Exec;

/// <summary>A process that guest-exec has started. Safe from any thread.</summary>
internal interface IGuestProcess
{
    long Pid { get; }

    /// <summary>How it ended; null while it runs or its output is still being read.</summary>
    ProcessExit? Exit { get; }

    /// <summary>Has a request answered when the process ends, or after a moment.</summary>
    void Wait(StatusRequest request);

    /// <summary>Frees the captured output, now or when the process ends: nobody will ask for it. At most once.</summary>
    void Discard();
}
