using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Client;

namespace Qga.Cli.Top;

/// <summary>One guest of the live table: takes samples for ever, and holds what the last ones say.</summary>
internal sealed class TopGuest(Invocation invocation, Guest guest)
{
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TopSample? _before;

    /// <summary>What is shown at this moment.</summary>
    public TopRow Row { get; private set; } = new() { Guest = guest.Name, Problem = "..." };

    /// <summary>Completes when there are rates, which need two samples, or when it is known that there are none.</summary>
    public Task Settled => _settled.Task;

    /// <summary>Takes samples until it is ended. A guest that cannot be reached is tried again: it may come back.</summary>
    public async Task RunAsync(Func<TimeSpan> interval, Func<bool> isPaused, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await using GuestAgentClient client = invocation.CreateClient(guest);
                TopSampler sampler = new(client);
                while (true)
                {
                    if (!isPaused())
                    {
                        await TakeAsync(sampler, cancellationToken).ConfigureAwait(false);
                    }

                    await Task.Delay(interval(), cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception problem) when (Failure.From(problem) is Failure failure)
            {
                Row = new() { Guest = guest.Name, Problem = failure.Message, Failure = failure };
                _before = null;
                _settled.TrySetResult();
            }

            await Task.Delay(interval(), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes one sample.</summary>
    public async Task TakeAsync(TopSampler sampler, CancellationToken cancellationToken)
    {
        TopSample now = await sampler.TakeAsync(cancellationToken).ConfigureAwait(false);
        TopRow row = TopRow.From(guest.Name, _before, now);
        Row = row is { Cpu: null, Load: null, MemoryShare: null } ? row with { Problem = "its agent tells nothing of what it does" } : row;
        if (_before is not null)
        {
            _settled.TrySetResult();
        }

        _before = now;
    }
}
