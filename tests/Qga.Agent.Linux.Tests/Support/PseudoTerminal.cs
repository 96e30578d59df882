using System.Diagnostics;

namespace Qga.Agent.Linux.Tests.Support;

/// <summary>A terminal of script(1), which stops taking output as soon as nobody reads what script prints.</summary>
internal sealed class PseudoTerminal : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tty-").FullName;
    private readonly Process _holder;

    public PseudoTerminal()
    {
        string name = $"{_folder}/name";
        ProcessStartInfo start = new("script", ["-qfec", $"tty > '{name}.new'; mv '{name}.new' '{name}'; exec sleep 1000", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _holder = Process.Start(start)!;
        Assert.True(SpinWait.SpinUntil(() => File.Exists(name), TimeSpan.FromSeconds(30)), "there is no terminal");
        Device = File.ReadAllText(name).Trim();
    }

    /// <summary>The path of the terminal.</summary>
    public string Device { get; }

    /// <summary>What was written to the terminal.</summary>
    public StreamReader Output => _holder.StandardOutput;

    public void Dispose()
    {
        _holder.Kill();
        _holder.WaitForExit();
        _holder.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
