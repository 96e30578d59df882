namespace Qga.Agent.Dispatch;

/// <summary>
/// Threads for what may block. They exist only while they are needed: one that finds nothing to do for a second ends. A command that the kernel holds keeps its thread, so
/// their number is bounded; nothing suffers at the bound but further commands of this kind.
/// </summary>
/// <param name="run">What a thread does with a job; never throws.</param>
internal sealed class WorkerPool(Action<Job> run)
{
    /// <summary>The most threads at a time.</summary>
    public const int MaximumThreads = 64;

    // The deepest thing that runs here is a command of the agent's own; the default of 8 MiB would only inflate the virtual size.
    private const int StackSize = 512 << 10;
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);
    private readonly object gate = new();
    private readonly Queue<Job> waiting = [];
    private int idle;
    private int threads;

    /// <summary>How many threads there are now.</summary>
    public int Threads
    {
        get
        {
            lock (gate)
            {
                return threads;
            }
        }
    }

    /// <summary>How many of them wait for something to do.</summary>
    public int IdleThreads
    {
        get
        {
            lock (gate)
            {
                return idle - waiting.Count;
            }
        }
    }

    /// <summary>Hands a job to a thread.</summary>
    /// <param name="job">The job.</param>
    /// <returns>False if every thread is busy and there may be no more.</returns>
    public bool TryRun(Job job)
    {
        lock (gate)
        {
            if (idle > waiting.Count)
            {
                waiting.Enqueue(job);
                Monitor.Pulse(gate);
                return true;
            }

            if (threads == MaximumThreads)
            {
                return false;
            }

            threads++;
        }

        return TryStart(job);
    }

    private bool TryStart(Job job)
    {
        try
        {
            new Thread(() => Work(job), StackSize) { IsBackground = true }.Start();
            return true;
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            lock (gate)
            {
                threads--;
            }

            return false;
        }
    }

    private void Work(Job first)
    {
        for (Job? job = first; job is not null; job = Next())
        {
            run(job);
        }
    }

    private Job? Next()
    {
        lock (gate)
        {
            idle++;
            while (waiting.Count == 0)
            {
                if (!Monitor.Wait(gate, Linger) && waiting.Count == 0)
                {
                    idle--;
                    threads--;
                    return null;
                }
            }

            idle--;
            return waiting.Dequeue();
        }
    }
}
