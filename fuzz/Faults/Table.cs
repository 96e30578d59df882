namespace Qga.Faults;

/// <summary>What came of all faults of a scenario, by call. Outcomes may be added from any thread.</summary>
/// <param name="scenario">The scenario's name.</param>
/// <param name="calls">How many calls it has.</param>
internal sealed class Table(string scenario, int calls)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Dictionary<Verdict, int>> _rows = [];
    private readonly List<string> _wrong = [];

    /// <summary>How many calls the scenario has.</summary>
    public int Calls => calls;

    /// <summary>How many faults were tried.</summary>
    public int Faults { get; private set; }

    /// <summary>How many faults have done harm.</summary>
    public int Wrong => _wrong.Count;

    /// <summary>How many faults were met.</summary>
    public int Met { get; private set; }

    /// <summary>Prints the head of all tables.</summary>
    public static void WriteHead()
    {
        Console.WriteLine("| scenario | call | faults | unnoticed | told | start refused | not met | wrong |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|---:|");
    }

    /// <summary>Adds an outcome.</summary>
    public void Add(Fault fault, Outcome outcome)
    {
        lock (_gate)
        {
            if (!_rows.TryGetValue(fault.Call, out Dictionary<Verdict, int>? row))
            {
                _rows.Add(fault.Call, row = []);
            }

            row[outcome.Verdict] = row.GetValueOrDefault(outcome.Verdict) + 1;
            Faults++;
            Met += outcome.Verdict == Verdict.NotMet ? 0 : 1;
            if (outcome.Verdict == Verdict.Wrong)
            {
                string line = $"{scenario}, --fault {fault} ({outcome.Target}): {outcome.Text}";
                _wrong.Add(line);
                Console.Error.WriteLine(line);
            }
        }
    }

    /// <summary>Prints a row for each call.</summary>
    public void Write()
    {
        foreach ((string call, Dictionary<Verdict, int> row) in _rows)
        {
            Console.WriteLine(
                $"| {scenario} | {call} | {row.Values.Sum()} | {Count(Verdict.Unnoticed)} | {Count(Verdict.Told)} | {Count(Verdict.Ended)} | "
                    + $"{Count(Verdict.NotMet)} | {Count(Verdict.Wrong)} |");

            int Count(Verdict verdict) => row.GetValueOrDefault(verdict);
        }
    }

    /// <summary>Prints what is wrong.</summary>
    public void WriteWrong() => _wrong.ForEach(Console.WriteLine);
}
