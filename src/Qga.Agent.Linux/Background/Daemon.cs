using Qga.Agent.Logging;
using Qga.Linux.Interop;
using Qga.Linux.Processes;

namespace Qga.Agent.Linux.Background;

/// <summary>
/// Going to the background. The runtime's threads would not live through a fork, so the program starts itself a second time; the first
/// process waits until the second serves, and ends with 0, or with the second one's status where that cannot serve.
/// </summary>
internal static class Daemon
{
    // Says that this process is the second one, and that its standard input takes the word that it serves.
    private const string Marker = "QGA_BACKGROUND";

    private const uint Umask = Libc.S_IRWXG | Libc.S_IRWXO;

    private static readonly TimeSpan s_memoryPause = TimeSpan.FromMilliseconds(10);

    /// <summary>Whether this process is the second one. To be asked once, before any program is started.</summary>
    /// <returns>True if it is.</returns>
    public static bool IsSecond()
    {
        bool isSecond = Environment.GetEnvironmentVariable(Marker) is not null;
        if (isSecond)
        {
            Libc.UnsetEnv(Marker);
        }

        return isSecond;
    }

    /// <summary>Starts the second process and waits until it serves, or has ended.</summary>
    /// <param name="arguments">The words after the program's name.</param>
    /// <returns>The exit status of the first one.</returns>
    public static int Start(string[] arguments)
    {
        Errno error = Libc.Pipe(Libc.O_CLOEXEC, out SafeDescriptor readEnd, out SafeDescriptor writeEnd);
        using (readEnd)
        using (writeEnd)
        using (SafeDescriptor output = new(1, owns: false))
        using (SafeDescriptor complaints = new(2, owns: false))
        using (SafeDescriptor child = new())
        {
            Libc.SetEnv(Marker, "1");
            using NativeStrings all = NativeStrings.Of([Environment.ProcessPath!, .. arguments]);
            ProcessStart start = new(all) { Input = writeEnd, Output = output, Error = complaints };
            error = error.IsSuccess ? ChildProcess.Start(start, child, out _) : error;
            writeEnd.Dispose();
            if (!error.IsSuccess)
            {
                Log.Critical(error.Describe("failed to go to the background"));
                return 1;
            }

            return Serves(readEnd) ? 0 : StatusOf(child);
        }
    }

    /// <summary>
    /// In the second process: lets go of the place and the terminal that the first one was started from, and tells that one that all is well.
    /// </summary>
    public static void Detach()
    {
        _ = Libc.ChangeDirectory("/");
        _ = Libc.SetUmask(Umask);
        using SafeDescriptor input = new(0, owns: false);
        using SafeDescriptor nothing = Libc.Open("/dev/null", Libc.O_RDWR | Libc.O_CLOEXEC);
        _ = Libc.Duplicate(nothing, 1);
        _ = Libc.Duplicate(nothing, 2);
        while (Libc.Write(input, "1"u8) < 0 && MayPass(Errno.Last))
        {
        }

        _ = Libc.Duplicate(nothing, 0);
    }

    private static bool Serves(SafeDescriptor ready)
    {
        Span<byte> word = stackalloc byte[1];
        nint count;
        do
        {
            count = Libc.Read(ready, word);
        }
        while (count < 0 && MayPass(Errno.Last));
        return count == 1;
    }

    // A pipe takes memory for what is written to it. Without the word, the first process would wait for as long as the second one serves.
    private static bool MayPass(Errno error)
    {
        if (error == Errno.ENOMEM)
        {
            Thread.Sleep(s_memoryPause);
        }

        return error == Errno.EINTR || error == Errno.ENOMEM;
    }

    private static int StatusOf(SafeDescriptor child)
    {
        Libc.WaitFor(child, out ChildInfo info);
        return info.Code == Libc.CLD_EXITED ? info.Status : 1;
    }
}
