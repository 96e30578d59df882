using System.Diagnostics;

namespace Qga.Compare;

/// <summary>
/// Gives the agent one half of the machine's processors and the client the other. Left alone, the kernel at times puts both on one, and then a client that
/// never sleeps takes the time of the agent that it waits for.
/// </summary>
internal static class Processors
{
    private static readonly nint All = Process.GetCurrentProcess().ProcessorAffinity;
    private static readonly nint Clients = FirstHalf(All);

    /// <summary>Starts a process on its half; from the main thread, whose own half is set at the same time.</summary>
    /// <param name="start">What to start.</param>
    public static Process Start(ProcessStartInfo start)
    {
        using Process client = Process.GetCurrentProcess();
        if (Clients == All)
        {
            return Process.Start(start)!;
        }

        // A child has the processors of the thread that starts it.
        client.ProcessorAffinity = All & ~Clients;
        try
        {
            return Process.Start(start)!;
        }
        finally
        {
            client.ProcessorAffinity = Clients;
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
