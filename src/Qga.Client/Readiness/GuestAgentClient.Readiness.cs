namespace Qga.Client;

public sealed partial class GuestAgentClient
{
    /// <summary>
    /// Waits until the guest's agent answers: connects, synchronizes and pings, again and again, with pauses that grow, in which the connection is closed
    /// so that other hosts have their turn. A socket that does not exist yet, or that nobody listens at, is a reason to wait. A client over a stream of
    /// the caller's gives up when the stream ends.
    /// </summary>
    /// <param name="options">What else has to hold, and how long to wait; null: the defaults.</param>
    /// <param name="progress">Is told what each attempt found, the last one included.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How long it took.</returns>
    /// <exception cref="GuestNotReadyException">
    /// The time is over, or the guest cannot become ready as asked; <see cref="GuestNotReadyException.Report"/> says what is missing.
    /// </exception>
    public async Task<ReadinessReport> WaitUntilReadyAsync(
        ReadinessOptions? options = null, IProgress<ReadinessReport>? progress = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        long start = options.TimeProvider.GetTimestamp();
        using CancellationTokenSource limit = new(options.Timeout, options.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        ReadinessProbe probe = new(new(this, _options with { CallTimeout = options.AttemptTimeout }), options);
        ReadinessProbe.Finding finding = new(ReadinessState.AgentSilent, "the agent is silent: the first attempt has not ended");
        TimeSpan pause = options.FirstInterval;
        for (int attempts = 1; ; attempts++)
        {
            ReadinessReport Report() => new(finding.State, finding.Message, attempts, options.TimeProvider.GetElapsedTime(start));
            try
            {
                finding = await probe.RunAsync(either.Token).ConfigureAwait(false);
                ReadinessReport report = Report();
                progress?.Report(report);
                if (finding.State == ReadinessState.Ready)
                {
                    return report;
                }

                if (finding.IsFinal)
                {
                    throw new GuestNotReadyException(report, finding.Problem);
                }

                if (_link is ReconnectingLink link)
                {
                    await link.CloseIfIdleAsync(either.Token).ConfigureAwait(false);
                }

                await Task.Delay(pause, options.TimeProvider, either.Token).ConfigureAwait(false);
                pause = pause * 1.5 < options.MaxInterval ? pause * 1.5 : options.MaxInterval;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && limit.IsCancellationRequested)
            {
                throw new GuestNotReadyException(Report(), finding.Problem);
            }
        }
    }
}
