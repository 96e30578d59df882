namespace Qga.Agent.Commands;

/// <summary>
/// Asks the kernel for what may never come (a file system whose server has gone, a disk that is dead), so that each costs only its own answer: the questions are put
/// one after the other on a thread of their own, which is left behind with the one that is not answered. What has such a thread is not asked about again until
/// the kernel lets go of it, and there are eight of them at most, however often clients ask.
/// </summary>
/// <typeparam name="TSubject">What is asked about.</typeparam>
/// <typeparam name="TAnswer">What comes; the default value where nothing does.</typeparam>
/// <param name="ask">Puts the question. Never throws.</param>
/// <param name="patience">How long to wait for an answer at least; up to twice as long is possible.</param>
/// <param name="comparer">Which subjects are the same.</param>
internal sealed class PatientInquiry<TSubject, TAnswer>(Func<TSubject, TAnswer> ask, TimeSpan patience, IEqualityComparer<TSubject>? comparer = null)
{
    /// <summary>How many threads may be left behind.</summary>
    public const int MaximumUnanswered = 8;

    private const int StackSize = 256 << 10;
    private readonly HashSet<TSubject> unanswered = new(comparer);

    /// <summary>Asks.</summary>
    /// <param name="subjects">About what.</param>
    /// <returns>An answer for each.</returns>
    public TAnswer?[] Ask(IReadOnlyList<TSubject> subjects)
    {
        TAnswer?[] answers = new TAnswer?[subjects.Count];
        for (int next = 0; next < subjects.Count;)
        {
            Round round = new() { Current = next };
            new Thread(() => Work(round, subjects, answers), StackSize) { IsBackground = true }.Start();
            next = Wait(round, subjects);
        }

        return answers;
    }

    // The number of the subject to go on with.
    private int Wait(Round round, IReadOnlyList<TSubject> subjects)
    {
        lock (round)
        {
            int before = -1;
            while (round.Current < subjects.Count && round.Current != before)
            {
                before = round.Current;
                Monitor.Wait(round, patience);
            }

            if (round.Current == subjects.Count)
            {
                return subjects.Count;
            }

            round.IsLeft = true;
            lock (unanswered)
            {
                unanswered.Add(subjects[round.Current]);
            }

            return round.Current + 1;
        }
    }

    private void Work(Round round, IReadOnlyList<TSubject> subjects, TAnswer?[] answers)
    {
        for (int i = round.Current; i < subjects.Count; i++)
        {
            TAnswer? answer = IsWorthAsking(subjects[i]) ? ask(subjects[i]) : default;
            lock (round)
            {
                if (round.IsLeft)
                {
                    break;
                }

                answers[i] = answer;
                round.Current = i + 1;
            }
        }

        lock (round)
        {
            if (round.IsLeft)
            {
                lock (unanswered)
                {
                    unanswered.Remove(subjects[round.Current]);
                }
            }

            Monitor.Pulse(round);
        }
    }

    private bool IsWorthAsking(TSubject subject)
    {
        lock (unanswered)
        {
            return unanswered.Count < MaximumUnanswered && !unanswered.Contains(subject);
        }
    }

    private sealed class Round
    {
        /// <summary>The subject that is asked about now.</summary>
        public int Current { get; set; }

        /// <summary>Whether nobody waits for the answer any more.</summary>
        public bool IsLeft { get; set; }
    }
}
