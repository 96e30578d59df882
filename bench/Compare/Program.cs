using System.Diagnostics;
using Qga.Compare;
using Qga.Compare.Rows;

if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

using Leftovers leftovers = new();
using Stream json = options.Json is { } file ? File.Create(file) : Stream.Null;
string original = Version(Programs.Original);
Console.WriteLine($"{Version(Programs.Ours)} (ours), on {MachineName()}; medians of {options.Rounds} pairs where docs/benchmarks.md does not say otherwise.");
Run run = new(options, new(Console.Out), new(json));
if (options.Vm)
{
    using GuestPort port = GuestPort.Start();
    if (options.Host)
    {
        run.Measure(CopiesInGuest.Section(port));
    }
    else
    {
        run.Measure(InGuest.Section(port));
        run.Measure(new ManyFilesystems(port).Section);
    }
}
else if (options.Host)
{
    run.Measure(Copies.Section);
    run.Measure(ToolTimes.Section);
}
else
{
    run.Measure(AgainstOriginal.Section(original));
    run.Measure(AgainstMachine.Section);
}

return options.Check && !run.Holds ? 1 : 0;

static string Version(string program)
{
    using Process process = Process.Start(new ProcessStartInfo(program, "-V") { RedirectStandardOutput = true })!;
    string version = process.StandardOutput.ReadToEnd().Trim();
    process.WaitForExit();
    return version;
}

static string MachineName()
{
    string? model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
    string load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
    return $"{model?.Split(':')[1].Trim() ?? "an unnamed processor"}, {Environment.ProcessorCount} cores, Linux {Environment.OSVersion.Version}, load {load}";
}
