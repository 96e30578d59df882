using System.Diagnostics;
using System.Globalization;
using Qga.Compare;

const string Usage = """
    usage: bench/compare [--check] [--rounds N] [--only WORD]
      --check      exit status 1 when a promise does not hold
      --rounds N   repeats each measurement N times (9 if not given)
      --only WORD  only measurements with this word in their name
    QGA_AGENT names our agent's binary, QGA_REFERENCE the one to compare with (/usr/sbin/qemu-ga).
    """;

bool check = false;
int rounds = 9;
string only = "";
for (int index = 0; index < args.Length; index++)
{
    switch (args[index])
    {
        case "--check":
            check = true;
            break;
        case "--rounds" when index + 1 < args.Length && int.TryParse(args[index + 1], NumberStyles.None, CultureInfo.InvariantCulture, out rounds) && rounds > 0:
            index++;
            break;
        case "--only" when index + 1 < args.Length:
            only = args[++index];
            break;
        default:
            Console.Error.WriteLine(Usage);
            return 2;
    }
}

if (Environment.GetEnvironmentVariable("QGA_AGENT") is not { Length: > 0 } ours)
{
    Console.Error.WriteLine(Usage);
    return 2;
}

string theirs = Environment.GetEnvironmentVariable("QGA_REFERENCE") is { Length: > 0 } named ? named : "/usr/sbin/qemu-ga";
Console.WriteLine($"{Version(ours)} (ours) against {Version(theirs)}, on {Machine()}; medians of {rounds} rounds (more for start and end, fewer for memory).");
Console.WriteLine();
Table table = new(Console.Out);
table.Begin(Version(theirs));
bool hold = true;
foreach (Measurement measurement in Measurements.All.Where(each => each.Name.Contains(only, StringComparison.Ordinal)))
{
    try
    {
        hold &= table.Add(measurement, Outcome.Of(measurement, ours, theirs, rounds));
    }
    catch (InvalidOperationException reason)
    {
        table.Skip(measurement, reason.Message);
    }
}

return check && !hold ? 1 : 0;

static string Version(string program)
{
    using Process process = Process.Start(new ProcessStartInfo(program, "-V") { RedirectStandardOutput = true })!;
    string version = process.StandardOutput.ReadToEnd().Trim();
    process.WaitForExit();
    return version;
}

static string Machine()
{
    string? model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
    string load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
    return $"{model?.Split(':')[1].Trim() ?? "an unnamed processor"}, {Environment.ProcessorCount} cores, Linux {Environment.OSVersion.Version}, load {load}";
}
