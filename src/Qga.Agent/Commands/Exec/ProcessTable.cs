namespace Qga.Agent.Commands.Exec;

/// <summary>The processes that guest-exec has started and whose end no client has been told. Safe from any thread.</summary>
internal sealed class ProcessTable(ProcessLimits limits)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, IGuestProcess> _processes = [];
    private int _starting;

    /// <summary>Reserves a place for a process that is about to start: <see cref="Add"/> takes it, <see cref="Release"/> gives it back.</summary>
    public bool TryReserve()
    {
        lock (_gate)
        {
            int taken = _processes.Count + _starting;
            if (taken >= limits.MaximumProcesses)
            {
                return false;
            }

            // Now, as there may be no memory for it when the process runs.
            _processes.EnsureCapacity(taken + 1);
            _starting++;
            return true;
        }
    }

    public void Release()
    {
        lock (_gate)
        {
            _starting--;
        }
    }

    /// <summary>
    /// Adds a process in its reserved place. An earlier one of the same pid has ended, or the kernel would not have used its pid again: it is discarded.
    /// </summary>
    public void Add(IGuestProcess process)
    {
        lock (_gate)
        {
            _starting--;
            if (_processes.Remove(process.Pid, out IGuestProcess? former))
            {
                former.Discard();
            }

            _processes.Add(process.Pid, process);
        }
    }

    public IGuestProcess? Find(long pid)
    {
        lock (_gate)
        {
            return _processes.GetValueOrDefault(pid);
        }
    }

    /// <summary>Removes a process. Of those who try at the same time, one succeeds.</summary>
    public bool TryRemove(IGuestProcess process)
    {
        lock (_gate)
        {
            return _processes.GetValueOrDefault(process.Pid) == process && _processes.Remove(process.Pid);
        }
    }

    /// <summary>Puts back a process that was removed, or discards it if another one has its pid by now.</summary>
    public void Return(IGuestProcess process)
    {
        lock (_gate)
        {
            if (!_processes.TryAdd(process.Pid, process))
            {
                process.Discard();
            }
        }
    }

    /// <summary>Discards the processes that ended longer than <see cref="ProcessLimits.RetentionTime"/> ago.</summary>
    public void DiscardOld()
    {
        long before = Environment.TickCount64 - (long)limits.RetentionTime.TotalMilliseconds;
        lock (_gate)
        {
            foreach ((long pid, IGuestProcess process) in _processes)
            {
                if (process.Exit?.Time < before)
                {
                    _processes.Remove(pid);
                    process.Discard();
                }
            }
        }
    }
}
