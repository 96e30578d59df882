using Qga.Agent.Configuration;
using Qga.Agent.Linux.Logging;
using Qga.Agent.Logging;
using Qga.Agent.Policy;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Background;

/// <summary>
/// The log file and the file with the process's number. An agent that starts beside frozen file systems takes them only at the thaw: they
/// may be on one of those.
/// </summary>
/// <param name="settings">Where they are.</param>
/// <param name="log">The log, which goes on in the log file.</param>
/// <param name="inBackground">Whether there is to be a number.</param>
internal sealed class ServiceFiles(AgentSettings settings, LogFile log, bool inBackground)
{
    private volatile PidFile? _pidFile;

    /// <summary>Sets the log up.</summary>
    /// <param name="freeze">Whether file systems are frozen.</param>
    /// <returns>False if its file cannot be opened, which has been logged.</returns>
    public bool OpenLog(FreezeState freeze)
    {
        if (freeze.IsFrozen)
        {
            Log.Notice("file systems are taken to be frozen: a thaw is waited for");
            freeze.AtThaw = OpenLate;
        }

        if (!inBackground)
        {
            // One that goes to the background lets go of the terminal or pipe that it was started from, and must not keep it open in another way.
            log.OpenWithoutBlocking();
        }

        Log.Configure(settings.Verbose, () => freeze.IsFrozen);
        return freeze.IsFrozen || OpenLog();
    }

    /// <summary>Looks whether the state can be kept: without, no file could be opened for a host later.</summary>
    /// <param name="freeze">Whether file systems are frozen: then nothing is asked of them.</param>
    /// <returns>False if not, which has been logged.</returns>
    public bool CheckState(FreezeState freeze)
    {
        Errno error = freeze.IsFrozen ? default : Libc.Access(settings.StateDirectory, Libc.W_OK | Libc.X_OK);
        if (!error.IsSuccess)
        {
            Log.Critical(error.Describe($"unable to create state file at path {settings.StateDirectory}/qga.state"));
        }

        return error.IsSuccess;
    }

    /// <summary>Takes the file for the process's number.</summary>
    /// <param name="freeze">Whether file systems are frozen.</param>
    /// <returns>False if it is not to be had, which has been logged.</returns>
    public bool TakePidFile(FreezeState freeze) => freeze.IsFrozen || TakePidFile();

    /// <summary>Removes the file with the process's number, if this process has taken it.</summary>
    public void RemovePidFile() => _pidFile?.Remove();

    private void OpenLate()
    {
        OpenLog();
        if (inBackground)
        {
            TakePidFile();
        }
    }

    private bool OpenLog()
    {
        Errno error = settings.LogFile is { } path ? log.Open(path) : default;
        if (!error.IsSuccess)
        {
            Log.Critical(error.Describe("unable to open specified log file"));
        }

        return error.IsSuccess;
    }

    private bool TakePidFile()
    {
        _pidFile = PidFile.Take(settings.PidFile, out string? error);
        if (error is not null)
        {
            Log.Critical(error);
        }

        return error is null;
    }
}
