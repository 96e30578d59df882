using System.Diagnostics;

namespace Qga.Conformance;

/// <summary>A pseudo terminal that stands for a serial line: the agent has one end, the test is the host at the other.</summary>
internal sealed class Terminal : IDisposable
{
    private const string Pong = "{\"return\": {}}";

    private readonly Process _holder;
    private readonly ManualResetEventSlim _answered = new();

    /// <summary>Makes one.</summary>
    /// <param name="file">A file for its name.</param>
    public Terminal(string file)
    {
        string command = $"tty > '{file}.new'; mv '{file}.new' '{file}'; exec sleep 1000";
        ProcessStartInfo start = new("script", ["-qfec", command, "/dev/null"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        _holder = Process.Start(start)!;
        // The terminal repeats what it is sent until the agent has told it not to.
        _holder.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Trim() == Pong)
            {
                _answered.Set();
            }
        };
        _holder.BeginOutputReadLine();
        Assert.True(SpinWait.SpinUntil(() => File.Exists(file), TimeSpan.FromSeconds(30)), "there is no terminal");
        Device = File.ReadAllText(file).Trim();
    }

    /// <summary>The agent's end.</summary>
    public string Device { get; }

    /// <summary>Waits until an agent answers at it. What is sent before the agent has opened it is lost.</summary>
    public bool IsServed() => SpinWait.SpinUntil(
        () =>
        {
            _holder.StandardInput.Write("{\"execute\": \"guest-ping\"}\n");
            _holder.StandardInput.Flush();
            return _answered.Wait(TimeSpan.FromMilliseconds(200));
        },
        TimeSpan.FromSeconds(30));

    /// <summary>Hangs up.</summary>
    public void Dispose()
    {
        _holder.Kill();
        _holder.WaitForExit();
        _holder.Dispose();
        _answered.Dispose();
    }
}
