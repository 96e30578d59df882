using System.Diagnostics;
using System.Globalization;
using System.Text;
using Qga.Contracts;
using Qga.Linux.ProcFs;

namespace Qga.Agent.Linux.Commands.Freeze;

/// <summary>What a freeze did, from its hook to its thaw. Safe from any thread.</summary>
internal sealed class FreezeReport
{
    private readonly Lock _gate = new();
    private readonly List<QgaFrozenFilesystem> _filesystems = [];
    private readonly long _time = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
    private QgaFreezeEnd _end;
    private string? _error;
    private string? _hookError;
    private long? _hookFreeze;
    private long? _hookThaw;
    private long? _freeze;
    private long? _frozen;
    private long _frozenAt;
    private int _count;

    /// <summary>How many file systems were frozen.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    /// <summary>Notes what became of a file system.</summary>
    /// <param name="mount">It.</param>
    /// <param name="result">What.</param>
    /// <param name="error">Why.</param>
    /// <param name="start">When the kernel began to freeze it, as <see cref="Stopwatch.GetTimestamp"/>; 0: it did not.</param>
    public void Add(MountInfo mount, QgaFreezeResult result, string? error = null, long start = 0)
    {
        QgaFrozenFilesystem filesystem = new()
        {
            Mountpoint = Encoding.UTF8.GetString(mount.MountPoint.Span),
            Type = mount.FilesystemType,
            Result = result,
            Error = error,
            Duration = start == 0 ? null : Microseconds(start),
        };
        lock (_gate)
        {
            _filesystems.Add(filesystem);
            _count += result == QgaFreezeResult.Frozen ? 1 : 0;
        }
    }

    /// <summary>Notes how long the hook took before the freeze.</summary>
    public void HookFroze(long start)
    {
        lock (_gate)
        {
            _hookFreeze = Microseconds(start);
        }
    }

    /// <summary>Notes that the file systems are frozen from now on.</summary>
    /// <param name="start">When the first one was begun with.</param>
    public void Froze(long start)
    {
        lock (_gate)
        {
            _freeze = Microseconds(start);
            _frozenAt = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Notes what ended the freeze; what comes later has no effect.</summary>
    /// <param name="end">What.</param>
    /// <param name="error">Why it failed.</param>
    /// <returns>Whether this was the end.</returns>
    public bool TryEnd(QgaFreezeEnd end, string? error = null)
    {
        lock (_gate)
        {
            if (_end != QgaFreezeEnd.Frozen)
            {
                return false;
            }

            (_end, _error) = (end, error);
            _frozen = _frozenAt == 0 ? null : Microseconds(_frozenAt);
            return true;
        }
    }

    /// <summary>Notes how the hook went after the thaw.</summary>
    public void HookThawed(long start, string? error)
    {
        lock (_gate)
        {
            (_hookThaw, _hookError) = (Microseconds(start), error);
        }
    }

    /// <summary>The report as it stands.</summary>
    public QgaFreezeReport ToContract()
    {
        lock (_gate)
        {
            return new()
            {
                Time = _time,
                Count = _count,
                Filesystems = [.. _filesystems],
                End = _end,
                Error = _error,
                HookFreeze = _hookFreeze,
                HookThaw = _hookThaw,
                HookError = _hookError,
                Freeze = _freeze,
                Frozen = _frozen,
            };
        }
    }

    /// <summary>The report as a line of the log.</summary>
    public override string ToString()
    {
        QgaFreezeReport report = ToContract();
        StringBuilder line = new();
        string end = Encoding.UTF8.GetString(QgaFreezeEndCodec.Name(report.End));
        line.Append(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Count} file systems were frozen in {report.Freeze ?? 0} µs for {(report.Frozen ?? 0) / 1000} ms (ended by {end}):"));
        foreach (QgaFrozenFilesystem filesystem in report.Filesystems)
        {
            line.Append(' ').Append(filesystem.Mountpoint).Append(' ').Append(Encoding.UTF8.GetString(QgaFreezeResultCodec.Name(filesystem.Result)));
            if (filesystem.Error is not null)
            {
                line.Append(" (").Append(filesystem.Error).Append(')');
            }

            line.Append(';');
        }

        return line.ToString(0, line.Length - 1);
    }

    private static long Microseconds(long start) => (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds;
}
