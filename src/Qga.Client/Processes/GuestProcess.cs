using System.Diagnostics;
using System.Runtime.CompilerServices;
using Qga.Contracts;

namespace Qga.Client;

/// <summary>
/// A program that runs in a guest. Its disposal ends it if it still runs, unless it was detached. Only one at a time may read its output; everything else
/// may be called from any thread.
/// </summary>
public sealed class GuestProcess : IAsyncDisposable
{
    // What a program that is asked to end may take for it.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    private readonly GuestAgentClient _client;
    private readonly TimeSpan _timeLimit;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Lock _lock = new();
    private Task<GuestProgramResult?>? _asking;
    private GuestProgramResult? _result;
    private bool _isTimedOut;
    private bool _isDetached;
    private bool _isLost;

    internal GuestProcess(GuestAgentClient client, long processId, TimeSpan timeLimit)
    {
        _client = client;
        ProcessId = processId;
        _timeLimit = timeLimit;
    }

    /// <summary>Its process ID in the guest.</summary>
    public long ProcessId { get; }

    /// <summary>Whether <see cref="ReadOutputAsync"/> returns output while the program runs, and not only when it has ended.</summary>
    public bool IsLive => Output is not null;

    internal PrivateFolder? Folder { get; init; }

    internal GuestFile? Output { get; init; }

    internal GuestFile? Error { get; init; }

    /// <summary>What the program writes, to its end. Between the two streams the order is that of reading; within one nothing is lost or moved.</summary>
    /// <param name="cancellationToken">Ends the reading; the program goes on.</param>
    /// <returns>The output in pieces, each in memory of its own.</returns>
    /// <exception cref="GuestProcessLostException">How the program ended is unknown; what it wrote before has been returned.</exception>
    /// <exception cref="GuestProcessStuckException">The program has not ended when its time was over and it was killed.</exception>
    /// <exception cref="GuestAgentException">A call failed.</exception>
    public async IAsyncEnumerable<GuestOutput> ReadOutputAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        PollInterval interval = new();
        bool hasEnded = false;
        while (true)
        {
            bool hasRead = false;
            (GuestOutputKind Kind, GuestFile? File)[] streams = [(GuestOutputKind.Output, Output), (GuestOutputKind.Error, Error)];
            foreach ((GuestOutputKind kind, GuestFile? file) in streams)
            {
                while (file is not null && await TakeAsync(file, cancellationToken).ConfigureAwait(false) is { Length: > 0 } bytes)
                {
                    hasRead = true;
                    yield return new(kind, bytes);
                }
            }

            if (hasEnded)
            {
                break;
            }

            if (hasRead)
            {
                interval.Reset();
            }
            else
            {
                await interval.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            hasEnded = await HasEndedAsync(cancellationToken).ConfigureAwait(false);
        }

        if (!IsLive && _result is { } result)
        {
            if (!result.Output.IsEmpty)
            {
                yield return new(GuestOutputKind.Output, result.Output);
            }

            if (!result.Error.IsEmpty)
            {
                yield return new(GuestOutputKind.Error, result.Error);
            }
        }
        else if (_isLost)
        {
            throw new GuestProcessLostException(ProcessId);
        }
    }

    /// <summary>Waits for the program's end. <see cref="GuestCommandLine.TimeLimit"/> is kept while this or <see cref="ReadOutputAsync"/> waits.</summary>
    /// <param name="cancellationToken">Ends the wait; the program goes on until it is disposed of.</param>
    /// <returns>How it ended. Where <see cref="IsLive"/> is true it has no output.</returns>
    /// <exception cref="GuestProcessLostException">How the program ended is unknown.</exception>
    /// <exception cref="GuestProcessStuckException">The program has not ended when its time was over and it was killed.</exception>
    /// <exception cref="GuestAgentException">A call failed.</exception>
    public async Task<GuestProgramResult> WaitForExitAsync(CancellationToken cancellationToken = default)
    {
        PollInterval interval = new();
        while (true)
        {
            if (await AskAsync(cancellationToken).ConfigureAwait(false) is { } result)
            {
                return result;
            }

            await KeepTimeLimitAsync().ConfigureAwait(false);
            if (_result is null)
            {
                await interval.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Sends the program a signal, and those that it has started as far as they are still in its process group. In a Windows guest this ends it,
    /// whatever the signal.</summary>
    /// <param name="signal">The signal's name without <c>SIG</c>, or its number.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether there was something to signal; true also if the guest does not say so within two seconds.</returns>
    /// <exception cref="GuestCommandBlockedException">The agent may not run programs.</exception>
    /// <exception cref="GuestAgentException">A call failed.</exception>
    public async Task<bool> KillAsync(string signal = "TERM", CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(signal);
        if (!signal.All(char.IsAsciiLetterOrDigit))
        {
            throw new ArgumentException($"'{signal}' is no signal", nameof(signal));
        }

        if (_result is not null)
        {
            return false;
        }

        // A program ends another one: neither has output that matters.
        long killer = await _client.TryStartShellAsync(GuestShell.KillArguments(ProcessId, signal), null, false, cancellationToken).ConfigureAwait(false)
            ?? await _client.StartProgramAsync(
                "taskkill.exe",
                ["/T", "/F", "/PID", ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)],
                null,
                null,
                false,
                cancellationToken).ConfigureAwait(false);

        // A guest that is stuck starts it and never tells of its end.
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_grace);
        try
        {
            return await new GuestProcess(_client, killer, Timeout.InfiniteTimeSpan).WaitForExitAsync(limit.Token).ConfigureAwait(false) is { ExitCode: 0 };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return true;
        }
    }

    /// <summary>Lets the program run on when this is disposed of.</summary>
    public void Detach() => _isDetached = true;

    /// <summary>
    /// Ends the program if it still runs and was not detached: it is asked with SIGTERM and killed when it has not ended after two seconds. Removes the
    /// temporary directory.
    /// </summary>
    /// <returns>When that is done, or cannot be done.</returns>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_isDetached && !_isLost && _result is null)
            {
                await EndAsync().ConfigureAwait(false);
            }
        }
        catch (GuestAgentException)
        {
            // It cannot be ended from here: the agent is gone, or may not run programs any more.
        }

        await ProcessStarter.DisposeAsync(Output, Error, Folder).ConfigureAwait(false);
    }

    private static async Task<byte[]> TakeAsync(GuestFile file, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> next = await file.PeekAsync(int.MaxValue, cancellationToken).ConfigureAwait(false);
        if (next.IsEmpty)
        {
            return [];
        }

        byte[] bytes = next.ToArray();
        file.Skip(bytes.Length);
        return bytes;
    }

    internal async Task<bool> HasEndedAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await AskAsync(cancellationToken).ConfigureAwait(false) is null)
            {
                await KeepTimeLimitAsync().ConfigureAwait(false);
            }
        }
        catch (GuestProcessLostException) when (IsLive)
        {
            return true;
        }

        return _result is not null;
    }

    private async Task KeepTimeLimitAsync()
    {
        if (_timeLimit != Timeout.InfiniteTimeSpan && Stopwatch.GetElapsedTime(_start) > _timeLimit)
        {
            _isTimedOut = true;
            await EndAsync().ConfigureAwait(false);
            if (_result is null)
            {
                _isLost = true;
                throw new GuestProcessStuckException(ProcessId, _timeLimit);
            }
        }
    }

    private async Task EndAsync()
    {
        foreach (string signal in (string[])["TERM", "KILL"])
        {
            await KillAsync(signal, CancellationToken.None).ConfigureAwait(false);
            long asked = Stopwatch.GetTimestamp();
            PollInterval interval = new();
            while (Stopwatch.GetElapsedTime(asked) < s_grace)
            {
                if (await AskAsync(CancellationToken.None).ConfigureAwait(false) is not null)
                {
                    return;
                }

                await interval.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    // The agent tells of the end only once: a question that nobody waits for any more is asked to its end.
    private async Task<GuestProgramResult?> AskAsync(CancellationToken cancellationToken)
    {
        Task<GuestProgramResult?> asking;
        lock (_lock)
        {
            if (_result is not null)
            {
                return _result;
            }

            if (_asking is not { IsCompleted: false })
            {
                _asking = AskOnceAsync();
            }

            asking = _asking;
        }

        return await asking.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<GuestProgramResult?> AskOnceAsync()
    {
        try
        {
            GuestExecStatus status = await _client.GuestExecStatusAsync(ProcessId, CancellationToken.None).ConfigureAwait(false);
            return status.Exited ? _result = GuestProgramResult.From(status) with { IsTimedOut = _isTimedOut } : null;
        }
        catch (GuestAgentRefusedException refusal) when (refusal is not (GuestCommandBlockedException or GuestCommandUnknownException))
        {
            _isLost = true;
            throw new GuestProcessLostException(ProcessId, refusal);
        }
    }
}
