using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.Exec;

/// <summary>The pipes between the agent and a program that is being started.</summary>
internal sealed class JobPipes : IDisposable
{
    private readonly List<SafeDescriptor> _agentSide = [];
    private readonly List<SafeDescriptor> _programSide = [];

    /// <summary>What went wrong with one of them.</summary>
    public Errno Error { get; private set; }

    /// <summary>Makes a pipe that the program writes to.</summary>
    /// <param name="programEnd">Its end.</param>
    /// <returns>The agent's end, non-blocking.</returns>
    public SafeDescriptor Output(out SafeDescriptor programEnd)
    {
        Make(out SafeDescriptor read, out programEnd);
        return Take(read, programEnd);
    }

    /// <summary>Makes a pipe that the program reads from.</summary>
    /// <param name="programEnd">Its end.</param>
    /// <returns>The agent's end, non-blocking.</returns>
    public SafeDescriptor Input(out SafeDescriptor programEnd)
    {
        Make(out programEnd, out SafeDescriptor write);
        return Take(write, programEnd);
    }

    /// <summary>Leaves the agent's ends open: they belong to a job now.</summary>
    public void Release() => _agentSide.Clear();

    /// <inheritdoc/>
    public void Dispose()
    {
        _programSide.ForEach(static end => end.Dispose());
        _agentSide.ForEach(static end => end.Dispose());
    }

    private void Make(out SafeDescriptor read, out SafeDescriptor write)
    {
        Errno error = Libc.Pipe(Libc.O_CLOEXEC, out read, out write);
        Error = Error.IsSuccess ? error : Error;
    }

    private SafeDescriptor Take(SafeDescriptor agentEnd, SafeDescriptor programEnd)
    {
        _agentSide.Add(agentEnd);
        _programSide.Add(programEnd);
        Errno error = agentEnd.IsInvalid ? default : Libc.SetNonBlockingCloseOnExec(agentEnd);
        Error = Error.IsSuccess ? error : Error;
        return agentEnd;
    }
}
