using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Qga.Machines;

/// <summary>
/// A root shell in the guest on a serial port of its own: the host sees effects without trusting the agent, also while the guest's file
/// systems are frozen. Scripts run side by side. The other end is eng/guest's guest-shell.
/// </summary>
public sealed class GuestShell : IDisposable
{
    private readonly LineSocket _socket;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<ShellResult>> _running = new();
    private readonly TaskCompletionSource<ShellResult> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _last;

    private GuestShell(LineSocket socket)
    {
        _socket = socket;
        _running[0] = _ready;
        _ = ReadAsync();
    }

    /// <summary>Waits until the guest has come so far that its shell says it is there.</summary>
    /// <exception cref="TimeoutException">It does not within the limit.</exception>
    internal static async Task<GuestShell> ConnectAsync(string path, TimeSpan limit, CancellationToken cancellationToken)
    {
        GuestShell shell = new(await LineSocket.ConnectAsync(path, cancellationToken));
        try
        {
            await shell._ready.Task.WaitAsync(limit, cancellationToken);
            return shell;
        }
        catch (TimeoutException problem)
        {
            shell.Dispose();
            throw new TimeoutException($"The guest's shell is not there after {limit.TotalSeconds} s.", problem);
        }
    }

    /// <summary>Runs a script of sh and returns what it ended with.</summary>
    /// <param name="script">The script.</param>
    /// <param name="limit">How long it may take: 30 s where nothing is said.</param>
    /// <exception cref="TimeoutException">It takes longer.</exception>
    public Task<ShellResult> TryRunAsync(string script, TimeSpan? limit = null) =>
        StartAsync(script).WaitAsync(limit ?? TimeSpan.FromSeconds(30));

    /// <summary>Runs a script of sh that must succeed, and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">Its exit status is not 0.</exception>
    public async Task<string> RunAsync(string script, TimeSpan? limit = null)
    {
        ShellResult result = await TryRunAsync(script, limit);
        return result.Status == 0
            ? result.Output
            : throw new InvalidOperationException($"In the guest, exit status {result.Status} of: {script}\n{result.Output}");
    }

    /// <summary>Runs a script again and again until it succeeds.</summary>
    /// <exception cref="TimeoutException">It does not within the limit.</exception>
    public async Task WaitUntilAsync(string script, TimeSpan limit)
    {
        for (DateTime giveUp = DateTime.UtcNow + limit; (await TryRunAsync(script)).Status != 0;)
            if (DateTime.UtcNow > giveUp)
                throw new TimeoutException($"In the guest, not true within {limit.TotalSeconds} s: {script}");
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private async Task<ShellResult> StartAsync(string script)
    {
        int number = Interlocked.Increment(ref _last);
        TaskCompletionSource<ShellResult> result = _running[number] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await _socket.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{number} {Convert.ToBase64String(Encoding.UTF8.GetBytes(script))}"));
        return await result.Task;
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _socket.ReadLineAsync() is { } line)
            {
                // "17 0 aGVsbG8K": number, exit status, output.
                string[] words = line.Split(' ');
                if (words.Length == 3 && _running.TryRemove(int.Parse(words[0], CultureInfo.InvariantCulture), out TaskCompletionSource<ShellResult>? result))
                {
                    string output = Encoding.UTF8.GetString(Convert.FromBase64String(words[2])).TrimEnd('\n');
                    result.TrySetResult(new(int.Parse(words[1], CultureInfo.InvariantCulture), output));
                }
            }
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException)
        {
            // The machine has gone: those who wait are told below.
        }

        foreach (TaskCompletionSource<ShellResult> waiting in _running.Values)
            waiting.TrySetException(new InvalidOperationException("The machine has ended."));
    }
}
