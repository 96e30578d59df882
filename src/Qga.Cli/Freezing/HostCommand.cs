using System.ComponentModel;
using System.Diagnostics;
using Qga.Cli.Failures;
using Qga.Linux.Interop;

namespace Qga.Cli.Freezing;

/// <summary>A program on this host that has this program's standard streams.</summary>
internal sealed class HostCommand : IDisposable
{
    private readonly Process _process;

    private HostCommand(Process process) => _process = process;

    /// <summary>Starts it.</summary>
    /// <exception cref="VerbException">It cannot be started.</exception>
    public static HostCommand Start(IReadOnlyList<string> words, IReadOnlyDictionary<string, string> environment)
    {
        ProcessStartInfo start = new(words[0], words.Skip(1)) { UseShellExecute = false };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return new(Process.Start(start) ?? throw new VerbException($"{words[0]} was not started"));
        }
        catch (Win32Exception problem)
        {
            throw new VerbException($"{words[0]}: {problem.Message}");
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit status; 128 and the number of the signal that ended it.</returns>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return _process.ExitCode;
    }

    /// <summary>Sends it a signal, waits for a while, and kills it and what it has started if it goes on.</summary>
    /// <param name="signal">The signal; 0: it has got one already.</param>
    /// <param name="patience">How long to wait.</param>
    /// <returns>Its exit status.</returns>
    public async Task<int> EndAsync(int signal, TimeSpan patience)
    {
        if (signal != 0 && !_process.HasExited)
        {
            Libc.Kill(_process.Id, signal);
        }

        using CancellationTokenSource limit = new(patience);
        try
        {
            return await WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            return await WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    public void Dispose() => _process.Dispose();
}
