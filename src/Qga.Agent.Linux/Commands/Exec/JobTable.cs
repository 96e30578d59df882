namespace Qga.Agent.Linux.Commands.Exec;

/// <summary>The jobs that are known, by the numbers of their processes. For any thread; nothing blocks under its lock.</summary>
/// <param name="limits">How many there may be.</param>
internal sealed class JobTable(JobLimits limits)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, ExecJob> _jobs = [];
    private int _starting;

    /// <summary>Keeps a place for a job that is about to start.</summary>
    /// <returns>False if there is none.</returns>
    public bool TryReserve()
    {
        lock (_gate)
        {
            bool hasPlace = _jobs.Count + _starting < limits.Known;
            _starting += hasPlace ? 1 : 0;
            return hasPlace;
        }
    }

    /// <summary>Gives a place back: the job has not started.</summary>
    public void GiveUp()
    {
        lock (_gate)
        {
            _starting--;
        }
    }

    /// <summary>Puts a job into its place. One that had the same number has ended, or the kernel would not have given it out again; it is forgotten.</summary>
    /// <param name="pid">The number.</param>
    /// <param name="job">The job.</param>
    public void Add(long pid, ExecJob job)
    {
        lock (_gate)
        {
            _starting--;
            if (_jobs.Remove(pid, out ExecJob? former))
            {
                former.Forget();
            }

            _jobs.Add(pid, job);
        }
    }

    /// <summary>Looks at a job, and takes it out if it has ended.</summary>
    /// <param name="pid">Its number.</param>
    /// <param name="end">How it ended; null while it runs.</param>
    /// <returns>The job; null if there is none.</returns>
    public ExecJob? Take(long pid, out JobEnd? end)
    {
        lock (_gate)
        {
            _jobs.TryGetValue(pid, out ExecJob? job);
            end = job?.End;
            if (end is not null)
            {
                _jobs.Remove(pid);
            }

            return job;
        }
    }

    /// <summary>Forgets the jobs that ended so long ago that nobody will ask.</summary>
    public void ForgetOld()
    {
        long before = Environment.TickCount64 - (long)limits.Memory.TotalMilliseconds;
        lock (_gate)
        {
            foreach ((long pid, ExecJob job) in _jobs)
            {
                if (job.End?.Time < before)
                {
                    _jobs.Remove(pid);
                    job.Forget();
                }
            }
        }
    }
}
