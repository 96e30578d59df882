using System.Diagnostics;
using System.Globalization;

namespace Qga.Soak;

/// <summary>Millions of requests of mixed kind from clients that come and go, and what the agent's process is like meanwhile.</summary>
internal static class Program
{
    private const int Tenths = 10;
    private const int RoundsOfTenth = 10;
    private const int Clients = 4;
    private const long DefaultRequests = 10_000_000;
    private const int UsageError = 2;

    private static int Main(string[] arguments)
    {
        long requests = DefaultRequests;
        bool isUsage = arguments.Length is not (0 or 2) || (arguments.Length == 2 && arguments[0] != "--requests");
        if (isUsage || (arguments.Length == 2 && !long.TryParse(arguments[1], NumberStyles.None, CultureInfo.InvariantCulture, out requests)))
        {
            Console.Error.WriteLine("usage: bench/soak [--requests N]     10,000,000 unless said otherwise");
            return UsageError;
        }

        using TemporaryFolder folder = new();
        using RunningAgent agent = new(Environment.GetEnvironmentVariable("QGA_AGENT")!, folder, ["-b", HarmfulCommands.List]);
        Load[] loads = [.. Enumerable.Range(0, Clients).Select(client => new Load(agent, folder.File($"file-{client}"), client))];
        Stopwatch elapsed = Stopwatch.StartNew();
        List<Reading> tenths = [];
        for (int tenth = 1; tenth <= Tenths; tenth++)
        {
            double busiest = Enumerable.Range(0, RoundsOfTenth).Max(_ => Round(agent, loads, requests / (Tenths * RoundsOfTenth * Clients)));
            tenths.Add(Reading.AtRest(agent.Id));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{loads.Sum(load => load.Requests),12:N0} requests in {elapsed.Elapsed.TotalSeconds,6:N0} s, up to {busiest:N0} KiB; at rest {tenths[^1]}"));
        }

        return Verdict(tenths[1], tenths[^1]);
    }

    // All clients have left at its end, and the agent has not collected its garbage yet.
    private static double Round(RunningAgent agent, Load[] loads, long requests)
    {
        Exception? failure = null;
        Thread[] threads = [.. loads.Select(load => new Thread(() =>
        {
            try
            {
                load.Run(requests);
            }
            catch (Exception problem)
            {
                failure = problem;
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return failure is null ? new ProcessStatus(agent.Id).ResidentKiB : throw new InvalidDataException("the agent has failed a client", failure);
    }

    private static int Verdict(Reading second, Reading last)
    {
        List<string> faults = second.Growth(last);
        faults.ForEach(Console.WriteLine);
        Console.WriteLine(faults.Count == 0 ? "flat: ok" : "not flat: FAILED");
        return faults.Count == 0 ? 0 : 1;
    }
}
