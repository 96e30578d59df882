using Qga.Contracts;

namespace Qga.Client;

/// <summary>Thaws a guest, again and again until that is confirmed or the time for it is over. Nothing else ends it.</summary>
/// <param name="client">A client whose slow calls have the time limit of one attempt.</param>
/// <param name="options">How long to try.</param>
internal sealed class ThawProcedure(GuestAgentClient client, FreezeOptions options)
{
    /// <summary>Ends a freeze that was confirmed.</summary>
    /// <exception cref="GuestFreezeUnknownException">No thaw was confirmed.</exception>
    public Task<ThawOutcome> ThawAsync() => RunAsync(isFreezeOver: true);

    /// <summary>
    /// Undoes a freeze whose reply was lost, which may still be under way. Then a status of <c>thawed</c> says nothing: only a thaw that was answered came
    /// after the freeze, or has ended it.
    /// </summary>
    /// <exception cref="GuestFreezeUnknownException">No thaw was confirmed.</exception>
    public Task<ThawOutcome> UndoAsync() => RunAsync(isFreezeOver: false);

    private async Task<ThawOutcome> RunAsync(bool isFreezeOver)
    {
        using CancellationTokenSource budget = new(options.ThawBudget, options.TimeProvider);
        GuestAgentException? last = null;
        bool wasSent = false;
        for (int attempts = 1; ; attempts++)
        {
            try
            {
                try
                {
                    return new(await client.GuestFsfreezeThawAsync(budget.Token).ConfigureAwait(false), attempts, null);
                }
                catch (GuestAgentException problem)
                {
                    last = problem;
                    wasSent |= problem is not GuestUnreachableException;
                }

                // An error may come after the thaw, as that of a hook.
                bool isStatusValid = last is GuestAgentRefusedException || (isFreezeOver && wasSent);
                if (isStatusValid && await IsThawedAsync(budget.Token).ConfigureAwait(false))
                {
                    return new(null, attempts, last is GuestAgentRefusedException ? last.Message : null);
                }

                if (client.IsAtItsEnd)
                {
                    throw new GuestFreezeUnknownException(attempts, last);
                }

                await Task.Delay(options.RetryInterval, options.TimeProvider, budget.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (budget.IsCancellationRequested)
            {
                throw new GuestFreezeUnknownException(attempts, last);
            }
        }
    }

    private async Task<bool> IsThawedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await client.GuestFsfreezeStatusAsync(cancellationToken).ConfigureAwait(false) == GuestFsfreezeStatus.Thawed;
        }
        catch (GuestAgentException)
        {
            return false;
        }
    }
}
