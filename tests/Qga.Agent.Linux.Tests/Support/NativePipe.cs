using System.Diagnostics;

namespace Qga.Agent.Linux.Tests.Support;

/// <summary>Named pipes, which the framework cannot make.</summary>
internal static class NativePipe
{
    /// <summary>Makes one.</summary>
    public static int Make(string path)
    {
        using Process process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        return process.ExitCode;
    }
}
