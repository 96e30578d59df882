namespace Qga.Agent.Commands;

/// <summary>
/// Asks the kernel questions that it may never answer (about a file system whose server has gone, or a dead disk), so that each costs only its own
/// answer. A thread asks them one after the other; when an answer takes too long, that thread is left behind and another one goes on. A subject
/// that holds a thread is not asked about again until the kernel lets go of it. No more than <see cref="MaximumUnanswered"/> threads are left behind,
/// however often clients ask. A thread that has its answers waits for the next questions.
/// </summary>
/// <typeparam name="TSubject">What is asked about.</typeparam>
/// <typeparam name="TAnswer">The answer; its default value where there is none.</typeparam>
/// <param name="ask">Asks about one subject. Must not throw.</param>
/// <param name="timeout">How long to wait for an answer at least; up to twice as long is possible.</param>
/// <param name="comparer">Which subjects are the same.</param>
/// <param name="start">Starts a thread; null: as a background thread of the process.</param>
internal sealed class TimedProbe<TSubject, TAnswer>(
    Func<TSubject, TAnswer> ask,
    TimeSpan timeout,
    IEqualityComparer<TSubject>? comparer = null,
    Action<ThreadStart>? start = null)
{
    /// <summary>How many threads may be left behind.</summary>
    public const int MaximumUnanswered = 8;

    private const int StackSize = 256 << 10;
    private readonly Action<ThreadStart> _start = start ?? (static run => new Thread(run, StackSize) { IsBackground = true }.Start());
    private readonly HashSet<TSubject> _unanswered = new(comparer);
    private ProbeWorker? _idle;

    /// <summary>Asks about subjects; one answer for each, in their order.</summary>
    public TAnswer?[] Ask(IReadOnlyList<TSubject> subjects)
    {
        TAnswer?[] answers = new TAnswer?[subjects.Count];
        for (int next = 0; next < subjects.Count;)
        {
            Batch batch = new(subjects, answers) { Current = next };
            if (!TryBegin(batch))
            {
                break;
            }

            next = Wait(batch);
        }

        return answers;
    }

    private bool TryBegin(Batch batch)
    {
        if (Interlocked.Exchange(ref _idle, null) is { } worker)
        {
            worker.Begin(batch);
            return true;
        }

        try
        {
            _start(new ProbeWorker(this, batch).Run);
            return true;
        }
        catch (Exception error) when (error is OutOfMemoryException or ThreadStartException)
        {
            // clone(2) was refused: too many threads, or no memory for a stack.
            return false;
        }
    }

    // Returns the index of the subject to go on with.
    private int Wait(Batch batch)
    {
        lock (batch)
        {
            int before = -1;
            while (!batch.IsFinished && batch.Current != before)
            {
                before = batch.Current;
                Monitor.Wait(batch, timeout);
            }

            if (batch.Current == batch.Subjects.Count)
            {
                return batch.Current;
            }

            batch.IsAbandoned = true;
            lock (_unanswered)
            {
                _unanswered.Add(batch.Subjects[batch.Current]);
            }

            return batch.Current + 1;
        }
    }

    private void Work(Batch batch)
    {
        for (int i = batch.Current; i < batch.Subjects.Count; i++)
        {
            TAnswer? answer = MayAsk(batch.Subjects[i]) ? ask(batch.Subjects[i]) : default;
            lock (batch)
            {
                if (batch.IsAbandoned)
                {
                    lock (_unanswered)
                    {
                        _unanswered.Remove(batch.Subjects[i]);
                    }

                    return;
                }

                batch.Answers[i] = answer;
                batch.Current = i + 1;
            }
        }
    }

    private bool MayAsk(TSubject subject)
    {
        lock (_unanswered)
        {
            return _unanswered.Count < MaximumUnanswered && !_unanswered.Contains(subject);
        }
    }

    // Its lock guards the properties and the answers.
    private sealed class Batch(IReadOnlyList<TSubject> subjects, TAnswer?[] answers)
    {
        public IReadOnlyList<TSubject> Subjects => subjects;

        public TAnswer?[] Answers => answers;

        /// <summary>The index of the subject that is asked about now.</summary>
        public int Current { get; set; }

        /// <summary>Whether nobody waits for the answer any more.</summary>
        public bool IsAbandoned { get; set; }

        /// <summary>Whether the worker is done with it.</summary>
        public bool IsFinished { get; set; }
    }

    // A thread that asks. One waits for the next batch when it is done; any other ends.
    private sealed class ProbeWorker(TimedProbe<TSubject, TAnswer> probe, Batch first)
    {
        private readonly object _gate = new();
        private Batch? _next = first;

        public void Begin(Batch batch)
        {
            lock (_gate)
            {
                _next = batch;
                Monitor.Pulse(_gate);
            }
        }

        public void Run()
        {
            bool stays = true;
            while (stays)
            {
                Batch batch = Next();
                probe.Work(batch);

                // Idle before the answers are reported, so that whoever asks next finds this thread.
                stays = Interlocked.CompareExchange(ref probe._idle, this, null) is null;
                lock (batch)
                {
                    batch.IsFinished = true;
                    Monitor.Pulse(batch);
                }
            }
        }

        private Batch Next()
        {
            lock (_gate)
            {
                while (_next is null)
                {
                    Monitor.Wait(_gate);
                }

                Batch batch = _next;
                _next = null;
                return batch;
            }
        }
    }
}
