using Qga.Client;

namespace Qga.Cli.Freezing;

/// <summary>A guest that is frozen for the time of some work on this host.</summary>
internal static class GuestFreeze
{
    // While the work goes on the agent is asked whether the guest is still frozen.
    private static readonly TimeSpan s_watchInterval = TimeSpan.FromSeconds(2);

    /// <summary>Waits until the guest is thawed by somebody else, or its time is over. Where the agent does not answer it goes on asking.</summary>
    public static async Task WatchAsync(FrozenGuest frozen, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, frozen.ThawedEarly);
        try
        {
            while (true)
            {
                await Task.Delay(frozen.Count > 0 ? s_watchInterval : Timeout.InfiniteTimeSpan, ending.Token).ConfigureAwait(false);
                await AskAsync(frozen, ending.Token).ConfigureAwait(false);
            }
        }
        catch (Exception end) when (end is GuestThawedEarlyException || (end is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // It is thawed.
        }
    }

    private static async Task AskAsync(FrozenGuest frozen, CancellationToken cancellationToken)
    {
        try
        {
            await frozen.CheckAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (GuestAgentException problem) when (problem is not GuestThawedEarlyException)
        {
            // The thaw will say more.
        }
    }
}
