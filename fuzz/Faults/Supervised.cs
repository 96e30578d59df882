using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Qga.Faults;

/// <summary>The agent under Native/supervise.c.</summary>
internal sealed class Supervised : IDisposable
{
    private static readonly string s_supervisor = Path.Combine(AppContext.BaseDirectory, "supervise");

    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _isArmed = new();
    private readonly ManualResetEventSlim _hasStarted = new();
    private readonly ManualResetEventSlim _hasEnded = new();
    private readonly ManualResetEventSlim _hasSaidAll = new();

    /// <summary>Starts the agent.</summary>
    /// <param name="program">Its executable.</param>
    /// <param name="options">Its command line.</param>
    /// <param name="fault">What is to fail; null: calls are listed.</param>
    /// <param name="armed">Whether counting begins with the start.</param>
    public Supervised(string program, IReadOnlyList<string> options, Fault? fault, bool armed)
    {
        List<string> words = armed ? ["-a"] : [];
        words.AddRange(fault is null ? [] : ["-c", fault.Call, "-n", fault.Number.ToString(CultureInfo.InvariantCulture), "-f", fault.Kind]);
        _process = Process.Start(new ProcessStartInfo(s_supervisor, [.. words, program, .. options])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => TakeError(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        if (!_hasStarted.Wait(Limits.Answer))
        {
            throw new InvalidOperationException($"the supervisor does not start the agent: {Errors}");
        }
    }

    /// <summary>The number of the agent's first process.</summary>
    public int Id { get; private set; }

    /// <summary>The calls, where they are listed: name and target.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>The call that has failed, with its target; null if none has yet.</summary>
    public string? Failed { get; private set; }

    /// <summary>How the agent's first process has ended: <c>exit 0</c>, <c>signal 6</c>; null if it runs.</summary>
    public string? End { get; private set; }

    /// <summary>What the agent has written to standard error.</summary>
    public string Errors
    {
        get
        {
            lock (_gate)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>Begins to count.</summary>
    public void Arm()
    {
        _process.StandardInput.Write("arm\n");
        _process.StandardInput.Flush();
        _isArmed.Wait(Limits.Answer);
    }

    /// <summary>Waits for the end of the agent's first process.</summary>
    /// <param name="limit">How long.</param>
    public bool HasEnded(TimeSpan limit) => _hasEnded.Wait(limit);

    /// <summary>Waits until all has come that the agent has written to standard error, where no process of it is left.</summary>
    /// <param name="limit">How long.</param>
    public void WaitForErrors(TimeSpan limit)
    {
        if (End is not null)
        {
            _hasSaidAll.Wait(limit);
        }
    }

    /// <summary>Ends the agent and the supervisor.</summary>
    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(Limits.Short))
        {
            _process.Kill();
        }

        _process.WaitForExit();
        _process.Dispose();
    }

    private void Take(string? line)
    {
        string[] words = line?.Split(' ', 2) ?? [];
        switch (words)
        {
            case ["pid", string number]:
                Id = int.Parse(number, CultureInfo.InvariantCulture);
                _hasStarted.Set();
                break;
            case ["armed"]:
                _isArmed.Set();
                break;
            case ["call", string call]:
                Calls.Add(call);
                break;
            case ["fault", string call]:
                Failed = call;
                break;
            case ["exit" or "signal", _]:
                End = line;
                _hasEnded.Set();
                break;
        }
    }

    private void TakeError(string? line)
    {
        if (line is null)
        {
            _hasSaidAll.Set();
            return;
        }

        lock (_gate)
        {
            _errors.AppendLine(line);
        }
    }
}
