using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.Exec;

/// <summary>The pipes between the agent and a process that is being started. Closes both ends of each, unless <see cref="Release"/> is called.</summary>
internal sealed class ProcessPipes : IDisposable
{
    private readonly List<SafeDescriptor> _agentEnds = [];
    private readonly List<SafeDescriptor> _processEnds = [];

    /// <summary>The first error of any pipe.</summary>
    public Errno Error { get; private set; }

    /// <summary>Makes a pipe that the process writes to.</summary>
    /// <returns>The agent's end, non-blocking.</returns>
    public SafeDescriptor Output(out SafeDescriptor processEnd)
    {
        Make(out SafeDescriptor read, out processEnd);
        return Track(read, processEnd);
    }

    /// <summary>Makes a pipe that the process reads from.</summary>
    /// <returns>The agent's end, non-blocking.</returns>
    public SafeDescriptor Input(out SafeDescriptor processEnd)
    {
        Make(out processEnd, out SafeDescriptor write);
        return Track(write, processEnd);
    }

    /// <summary>Leaves the agent's ends open, for another owner.</summary>
    public void Release() => _agentEnds.Clear();

    /// <inheritdoc/>
    public void Dispose()
    {
        _processEnds.ForEach(static end => end.Dispose());
        _agentEnds.ForEach(static end => end.Dispose());
    }

    private void Make(out SafeDescriptor read, out SafeDescriptor write)
    {
        Errno error = Libc.Pipe(Libc.O_CLOEXEC, out read, out write);
        Error = Error.IsSuccess ? error : Error;
    }

    private SafeDescriptor Track(SafeDescriptor agentEnd, SafeDescriptor processEnd)
    {
        _agentEnds.Add(agentEnd);
        _processEnds.Add(processEnd);
        Errno error = agentEnd.IsInvalid ? default : Libc.SetNonBlockingCloseOnExec(agentEnd);
        Error = Error.IsSuccess ? error : Error;
        return agentEnd;
    }
}
