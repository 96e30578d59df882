using System.Collections.Concurrent;
using Qga.Faults;
using Qga.Faults.Scenarios;

if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

Scenario[] scenarios =
[
    new StartScenario(isDaemon: false),
    new StartScenario(isDaemon: true),
    new VsockScenario(),
    new SyncScenario(),
    new LogScenario(),
    new FileScenario(),
    new ExecScenario(),
    new Inventory("system", "guest-info", "guest-get-host-name", "guest-get-osinfo", "guest-get-timezone", "guest-get-users", "guest-get-cpustats"),
    new Inventory("network", "guest-network-get-interfaces", "guest-network-get-route"),
    new Inventory("file systems", "guest-get-fsinfo"),
    new Inventory("disks", "guest-get-disks", "guest-get-diskstats"),
    new Inventory("hardware", "guest-get-vcpus", "guest-get-memory-blocks", "guest-get-memory-block-info"),
];

// Of a scenario's faults so many are tried when it must be quick, and none of a start, in which the order of calls is that of several threads.
const int QuickFaults = 12;

List<Table> tables = [];
Table.WriteHead();
foreach (Scenario scenario in scenarios.Where(
    scenario => options.Scenario is null ? !options.Quick || !scenario.IsStart : scenario.Name == options.Scenario))
{
    if (scenario.Obstacle is { } obstacle)
    {
        Console.WriteLine($"| {scenario.Name} | skipped: {obstacle} | | | | | | |");
        continue;
    }

    using Trial complete = new(options.Agent, scenario.ForTrial(), fault: null);
    Outcome outcome = complete.Run(descriptors: null);
    if (outcome.Verdict is not Verdict.Unnoticed)
    {
        Console.Error.WriteLine($"{scenario.Name} fails without a fault: {outcome.Text}");
        return 1;
    }

    Fault[] faults = options.Fault is { } one ? [one] : [.. FaultsOf(complete.Calls)];
    int step = options.Quick ? Math.Max(1, faults.Length / QuickFaults) : 1;
    Table table = new(scenario.Name, complete.Calls.Count);
    int tried = 0;
    Parallel.ForEach(
        Partitioner.Create(faults.Where((_, index) => index % step == 0), EnumerablePartitionerOptions.NoBuffering),
        new ParallelOptions { MaxDegreeOfParallelism = options.Jobs },
        fault =>
        {
            Outcome came = Try(options.Agent, scenario, fault, complete.Descriptors);
            if (options.Quick && came.Verdict is Verdict.Wrong)
            {
                // The number may have met another call than that of the run in which the calls were listed.
                came = Try(options.Agent, scenario, fault, complete.Descriptors);
            }

            table.Add(fault, came);
            if (Interlocked.Increment(ref tried) is int count && count % 100 == 0)
            {
                Console.Error.WriteLine($"{scenario.Name}: {count} of {faults.Length}, {table.Wrong} with harm");
            }
        });

    table.Write();
    tables.Add(table);
}

Console.WriteLine();
tables.ForEach(table => table.WriteWrong());
int wrong = tables.Sum(table => table.Wrong);
Console.WriteLine(
    $"{tables.Count} scenarios, {tables.Sum(table => table.Calls)} calls, {tables.Sum(table => table.Faults)} faults, "
        + $"{tables.Sum(table => table.Met)} of them met, {wrong} of them with harm");
return wrong == 0 && tables.Count > 0 ? 0 : 1;

static Outcome Try(string agent, Scenario scenario, Fault fault, int descriptors)
{
    using Trial trial = new(agent, scenario.ForTrial(), fault);
    return trial.Run(descriptors);
}

static IEnumerable<Fault> FaultsOf(IReadOnlyList<string> calls) =>
    from call in calls.GroupBy(call => call.Split(' ')[0])
    from numbered in call.Select((text, index) => (Target: text[(call.Key.Length + 1)..], Number: index + 1))
    from kind in Fault.KindsOf(call.Key)
    let fault = new Fault(call.Key, numbered.Number, kind)
    where fault.Matters(numbered.Target)
    select fault;
