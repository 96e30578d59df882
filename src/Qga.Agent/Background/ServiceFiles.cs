using Qga.Agent.Configuration;
using Qga.Agent.Policy;
using Qga.Linux;

namespace Qga.Agent.Background;

/// <summary>The log file and the file with the process's number. An agent that starts beside frozen file systems takes them only at the thaw: they may be on one of those.</summary>
/// <param name="settings">Where they are.</param>
/// <param name="inBackground">Whether there is to be a number.</param>
internal sealed class ServiceFiles(AgentSettings settings, bool inBackground)
{
    private volatile PidFile? pidFile;

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

        Log.Configure(settings.Verbose, () => freeze.IsFrozen);
        return freeze.IsFrozen || OpenLog();
    }

    /// <summary>Takes the file for the process's number.</summary>
    /// <param name="freeze">Whether file systems are frozen.</param>
    /// <returns>False if it is not to be had, which has been logged.</returns>
    public bool TakePidFile(FreezeState freeze) => freeze.IsFrozen || TakePidFile();

    /// <summary>Removes the file with the process's number, if this process has taken it.</summary>
    public void RemovePidFile() => pidFile?.Remove();

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
        Errno error = settings.LogFile is { } path ? Log.Open(path) : default;
        if (!error.IsSuccess)
        {
            Log.Critical(error.Describe("unable to open specified log file"));
        }

        return error.IsSuccess;
    }

    private bool TakePidFile()
    {
        pidFile = PidFile.Take(settings.PidFile, out string? error);
        if (error is not null)
        {
            Log.Critical(error);
        }

        return error is null;
    }
}
