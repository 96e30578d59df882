using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Tests.Support;

/// <summary>A kernel that notes its orders: <c>freeze name</c>, <c>thaw name</c>, <c>trim name minimum</c>.</summary>
internal sealed class FakeControl : FilesystemControl, IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<string> _orders = [];
    private readonly Dictionary<string, int> _depth = [];

    public Dictionary<string, Errno> Refusals { get; } = [];

    /// <summary>The file system at which a freeze is held until <see cref="Release"/>.</summary>
    public string? Held { get; set; }

    /// <summary>The file system at whose synchronisation a freeze is held until <see cref="Release"/>.</summary>
    public string? HeldSync { get; set; }

    /// <summary>The file system at whose freeze the memory is used up.</summary>
    public string? Exhausting { get; set; }

    public ManualResetEventSlim Reached { get; } = new();

    public ManualResetEventSlim Release { get; } = new();

    /// <summary>What was done so far; thaws that found nothing left out.</summary>
    public string[] Orders
    {
        get
        {
            lock (_gate)
            {
                return [.. _orders];
            }
        }
    }

    public bool IsFrozen(string name)
    {
        lock (_gate)
        {
            return _depth.GetValueOrDefault(name) > 0;
        }
    }

    // The path of a folder in a mount without a namespace would not have its name.
    public override SafeDescriptor? OpenDetached(SafeDescriptor mountPoint) => null;

    public override void Sync(SafeDescriptor mountPoint)
    {
        if (NameOf(mountPoint) == HeldSync)
        {
            Reached.Set();
            Release.Wait();
        }
    }

    public override Errno Freeze(SafeDescriptor mountPoint)
    {
        string name = NameOf(mountPoint);
        if (name == Held)
        {
            Reached.Set();
            Release.Wait();
        }

        return name == Exhausting ? throw new InsufficientMemoryException() : Change(name, "freeze", +1);
    }

    public override Errno Thaw(SafeDescriptor mountPoint) => Change(NameOf(mountPoint), "thaw", -1);

    public override Errno Trim(SafeDescriptor mountPoint, ref TrimRange range)
    {
        string name = NameOf(mountPoint);
        _orders.Add($"trim {name} {range.Start} {range.Length} {range.MinimumLength}");
        range.Length = 12345;
        range.MinimumLength = 4096;
        return Refusals.GetValueOrDefault(name);
    }

    public void Dispose()
    {
        Release.Set();
        Reached.Dispose();
    }

    private Errno Change(string name, string order, int by)
    {
        lock (_gate)
        {
            if (by < 0 && _depth.GetValueOrDefault(name) == 0)
            {
                return Errno.EINVAL;
            }

            if (by > 0 && Refusals.TryGetValue(name, out Errno refusal))
            {
                return refusal;
            }

            _depth[name] = _depth.GetValueOrDefault(name) + by;
            _orders.Add($"{order} {name}");
            return default;
        }
    }

    private static string NameOf(SafeDescriptor mountPoint) =>
        Path.GetFileName(File.ResolveLinkTarget($"/proc/self/fd/{mountPoint.Number}", returnFinalTarget: false)!.FullName);
}
