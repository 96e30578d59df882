using System.Diagnostics;

namespace Qga.Compare;

/// <summary>
/// Gives what answers one half of the machine's processors and what asks the other. Left alone, the kernel at times puts both on one, and then a client
/// that never sleeps takes the time of the agent that it waits for.
/// </summary>
internal static class Processors
{
    private static readonly nint s_all = Process.GetCurrentProcess().ProcessorAffinity;
    private static readonly nint s_clients = FirstHalf(s_all);
    private static readonly nint s_servers = s_clients == s_all ? s_all : s_all & ~s_clients;

    /// <summary>Starts a program that answers; from the main thread, which then asks.</summary>
    /// <param name="start">What to start.</param>
    public static Process StartServer(ProcessStartInfo start) => Start(start, s_servers);

    /// <summary>Starts a program that asks; from the main thread.</summary>
    /// <param name="start">What to start.</param>
    public static Process StartClient(ProcessStartInfo start) => Start(start, s_clients);

    private static Process Start(ProcessStartInfo start, nint processors)
    {
        // A child has the processors of the thread that starts it.
        using Process self = Process.GetCurrentProcess();
        self.ProcessorAffinity = processors;
        try
        {
            return Process.Start(start)!;
        }
        finally
        {
            self.ProcessorAffinity = s_clients;
        }
    }

    private static nint FirstHalf(nint set)
    {
        int wanted = Math.Max(1, (int)nint.PopCount(set) / 2);
        nint half = 0;
        for (int processor = 0; wanted > 0; processor++)
        {
            nint bit = (nint)1 << processor;
            if ((set & bit) != 0)
            {
                half |= bit;
                wanted--;
            }
        }

        return half;
    }
}
