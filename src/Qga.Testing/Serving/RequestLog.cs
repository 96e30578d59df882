namespace Qga.Testing;

/// <summary>The requests that were received.</summary>
internal sealed class RequestLog
{
    private readonly Lock _gate = new();
    private readonly List<FakeRequest> _requests = [];
    private TaskCompletionSource _added = Renew();
    private int _synchronizations;

    public int Synchronizations => Volatile.Read(ref _synchronizations);

    public void AddSynchronization() => Interlocked.Increment(ref _synchronizations);

    public void Add(FakeRequest request)
    {
        TaskCompletionSource added;
        lock (_gate)
        {
            _requests.Add(request);
            (added, _added) = (_added, Renew());
        }

        added.SetResult();
    }

    public IReadOnlyList<FakeRequest> Snapshot()
    {
        lock (_gate)
        {
            return [.. _requests];
        }
    }

    public async Task<FakeRequest> WaitAsync(string command, int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task added;
            lock (_gate)
            {
                FakeRequest? request = _requests.Where(request => request.Command == command).ElementAtOrDefault(count - 1);
                if (request is not null)
                {
                    return request;
                }

                added = _added.Task;
            }

            await added.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource Renew() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
