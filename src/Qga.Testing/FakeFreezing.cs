namespace Qga.Testing;

/// <summary>The file systems of a fake agent's guest, which can be frozen. All members may be used from any thread.</summary>
public sealed class FakeFreezing
{
    private readonly Lock _gate = new();
    private readonly List<string> _frozen = [];
    private IReadOnlyList<string> _mountpoints = ["/"];
    private bool _isFrozen;
    private int _freezes;
    private int _thaws;

    internal FakeFreezing()
    {
    }

    /// <summary>The mount points of the file systems that can be frozen; <c>/</c> alone at first.</summary>
    public IReadOnlyList<string> Mountpoints
    {
        get => Volatile.Read(ref _mountpoints);
        set => Volatile.Write(ref _mountpoints, value ?? throw new ArgumentNullException(nameof(value)));
    }

    /// <summary>Why a freeze fails: its error's text. Null: it succeeds.</summary>
    public string? Error { get; set; }

    /// <summary>What the agent says of itself: whether it has frozen file systems. While it has, most commands are refused.</summary>
    public bool IsFrozen => Read(ref _isFrozen);

    /// <summary>The mount points of the file systems that are frozen.</summary>
    public IReadOnlyList<string> Frozen
    {
        get
        {
            lock (_gate)
            {
                return [.. _frozen];
            }
        }
    }

    /// <summary>How many times the guest was frozen.</summary>
    public int Freezes => Read(ref _freezes);

    /// <summary>How many times a thaw was carried out, with or without an effect.</summary>
    public int Thaws => Read(ref _thaws);

    /// <summary>Freezes as another host would.</summary>
    public void Freeze() => Freeze(null);

    /// <summary>Thaws as another host, or the agent's own time limit, would: the agent knows of it.</summary>
    public void ThawEarly() => Thaw();

    /// <summary>Thaws one file system as an administrator in the guest would: the agent does not know of it.</summary>
    /// <param name="mountpoint">Its mount point.</param>
    /// <returns>Whether it was frozen.</returns>
    public bool ThawInGuest(string mountpoint)
    {
        lock (_gate)
        {
            return _frozen.Remove(mountpoint);
        }
    }

    /// <summary>As guest-fsfreeze-freeze-list does: unknown mount points are ignored, and a freeze of none leaves the agent as it was.</summary>
    internal int Freeze(IReadOnlyList<string>? only)
    {
        lock (_gate)
        {
            _frozen.AddRange(Mountpoints.Where(mountpoint => only?.Contains(mountpoint) != false));
            _isFrozen = _frozen.Count > 0;
            _freezes += _isFrozen ? 1 : 0;
            return _frozen.Count;
        }
    }

    internal int Thaw()
    {
        lock (_gate)
        {
            int count = _frozen.Count;
            _frozen.Clear();
            _isFrozen = false;
            _thaws++;
            return count;
        }
    }

    private T Read<T>(ref T value)
    {
        lock (_gate)
        {
            return value;
        }
    }
}
