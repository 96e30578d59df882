using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Tests.Support;

/// <summary>A kernel that notes its orders: <c>freeze name</c>, <c>thaw name</c>, <c>trim name minimum</c>.</summary>
internal sealed class FakeControl : FilesystemControl, IDisposable
{
    private readonly Lock gate = new();
    private readonly List<string> orders = [];
    private readonly Dictionary<string, int> depth = [];

    public Dictionary<string, Errno> Refusals { get; } = [];

    /// <summary>The file system at which a freeze is held until <see cref="Release"/>.</summary>
    public string? Held { get; set; }

    public ManualResetEventSlim Reached { get; } = new();

    public ManualResetEventSlim Release { get; } = new();

    /// <summary>What was done so far; thaws that found nothing left out.</summary>
    public string[] Orders
    {
        get
        {
            lock (gate)
            {
                return [.. orders];
            }
        }
    }

    public bool IsFrozen(string name)
    {
        lock (gate)
        {
            return depth.GetValueOrDefault(name) > 0;
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

        return Change(name, "freeze", +1);
    }

    public override Errno Thaw(SafeDescriptor mountPoint) => Change(NameOf(mountPoint), "thaw", -1);

    public override Errno Trim(SafeDescriptor mountPoint, ref TrimRange range)
    {
        string name = NameOf(mountPoint);
        orders.Add($"trim {name} {range.Start} {range.Length} {range.MinimumLength}");
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
        lock (gate)
        {
            if (by < 0 && depth.GetValueOrDefault(name) == 0)
            {
                return Errno.EINVAL;
            }

            if (by > 0 && Refusals.TryGetValue(name, out Errno refusal))
            {
                return refusal;
            }

            depth[name] = depth.GetValueOrDefault(name) + by;
            orders.Add($"{order} {name}");
            return default;
        }
    }

    private static string NameOf(SafeDescriptor mountPoint) =>
        Path.GetFileName(File.ResolveLinkTarget($"/proc/self/fd/{mountPoint.Number}", returnFinalTarget: false)!.FullName);
}
