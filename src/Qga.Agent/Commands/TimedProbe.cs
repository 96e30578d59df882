namespace Qga.Agent.Commands;

/// <summary>
/// Asks the kernel for what may never come (a file system whose server has gone, a disk that is dead), so that each costs only its own
/// answer: the questions are put one after the other on a thread of their own, which is left behind with the one that is not answered. What
/// has such a thread is not asked about again until the kernel lets go of it, and there are eight of them at most, however often clients
/// ask. A thread that has had its answers waits for the next questions.
/// </summary>
/// <typeparam name="TSubject">What is asked about.</typeparam>
/// <typeparam name="TAnswer">What comes; the default value where nothing does.</typeparam>
/// <param name="ask">Puts the question. Never throws.</param>
/// <param name="patience">How long to wait for an answer at least; up to twice as long is possible.</param>
/// <param name="comparer">Which subjects are the same.</param>
internal sealed class TimedProbe<TSubject, TAnswer>(Func<TSubject, TAnswer> ask, TimeSpan patience, IEqualityComparer<TSubject>? comparer = null)
{
    /// <summary>How many threads may be left behind.</summary>
    public const int MaximumUnanswered = 8;

    private const int StackSize = 256 << 10;
    private readonly HashSet<TSubject> _unanswered = new(comparer);
    private Asker? _idle;

    /// <summary>Asks.</summary>
    /// <param name="subjects">About what.</param>
    /// <returns>An answer for each.</returns>
    public TAnswer?[] Ask(IReadOnlyList<TSubject> subjects)
    {
        TAnswer?[] answers = new TAnswer?[subjects.Count];
        for (int next = 0; next < subjects.Count;)
        {
            Round round = new(subjects, answers) { Current = next };
            if (Interlocked.Exchange(ref _idle, null) is { } asker)
            {
                asker.Begin(round);
            }
            else
            {
                new Thread(new Asker(this, round).Run, StackSize) { IsBackground = true }.Start();
            }

            next = Wait(round);
        }

        return answers;
    }

    // The number of the subject to go on with.
    private int Wait(Round round)
    {
        lock (round)
        {
            int before = -1;
            while (!round.IsOver && round.Current != before)
            {
                before = round.Current;
                Monitor.Wait(round, patience);
            }

            if (round.Current == round.Subjects.Count)
            {
                return round.Current;
            }

            round.IsLeft = true;
            lock (_unanswered)
            {
                _unanswered.Add(round.Subjects[round.Current]);
            }

            return round.Current + 1;
        }
    }

    private void Work(Round round)
    {
        for (int i = round.Current; i < round.Subjects.Count; i++)
        {
            TAnswer? answer = IsWorthAsking(round.Subjects[i]) ? ask(round.Subjects[i]) : default;
            lock (round)
            {
                if (round.IsLeft)
                {
                    lock (_unanswered)
                    {
                        _unanswered.Remove(round.Subjects[i]);
                    }

                    return;
                }

                round.Answers[i] = answer;
                round.Current = i + 1;
            }
        }
    }

    private bool IsWorthAsking(TSubject subject)
    {
        lock (_unanswered)
        {
            return _unanswered.Count < MaximumUnanswered && !_unanswered.Contains(subject);
        }
    }

    private sealed class Round(IReadOnlyList<TSubject> subjects, TAnswer?[] answers)
    {
        public IReadOnlyList<TSubject> Subjects => subjects;

        public TAnswer?[] Answers => answers;

        /// <summary>The subject that is asked about now.</summary>
        public int Current { get; set; }

        /// <summary>Whether nobody waits for the answer any more.</summary>
        public bool IsLeft { get; set; }

        /// <summary>Whether the thread has done its part.</summary>
        public bool IsOver { get; set; }
    }

    // The thread: one waits for questions, others that come back after it go.
    private sealed class Asker(TimedProbe<TSubject, TAnswer> inquiry, Round first)
    {
        private readonly object _gate = new();
        private Round? _begun = first;

        public void Begin(Round round)
        {
            lock (_gate)
            {
                _begun = round;
                Monitor.Pulse(_gate);
            }
        }

        public void Run()
        {
            bool stays = true;
            while (stays)
            {
                Round round = Next();
                inquiry.Work(round);

                // It can be had again before anyone is told that the answers are there.
                stays = Interlocked.CompareExchange(ref inquiry._idle, this, null) is null;
                lock (round)
                {
                    round.IsOver = true;
                    Monitor.Pulse(round);
                }
            }
        }

        private Round Next()
        {
            lock (_gate)
            {
                while (_begun is null)
                {
                    Monitor.Wait(_gate);
                }

                Round round = _begun;
                _begun = null;
                return round;
            }
        }
    }
}
