using System.Diagnostics;

namespace Qga.Compare;

/// <summary>
/// Gives what answers one half of the machine's processors and what asks the other. Left alone, the kernel at times puts both on one, and then a client
/// that never sleeps takes the time of the agent that it waits for.
/// </summary>
internal static class Processors
{
    private static readonly nint All = Process.GetCurrentProcess().ProcessorAffinity;
    private static readonly nint Clients = FirstHalf(All);
    private static readonly nint Servers = Clients == All ? All : All & ~Clients;

    /// <summary>Starts a program that answers; from the main thread, which then asks.</summary>
    /// <param name="start">What to start.</param>
    public static Process StartServer(ProcessStartInfo start) => Start(start, Servers);

    /// <summary>Starts a program that asks; from the main thread.</summary>
    /// <param name="start">What to start.</param>
    public static Process StartClient(ProcessStartInfo start) => Start(start, Clients);

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
            self.ProcessorAffinity = Clients;
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
