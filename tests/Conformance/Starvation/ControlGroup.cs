namespace Qga.Conformance.Starvation;

/// <summary>A control group with little memory, of either version. The test is skipped where none can be made.</summary>
internal sealed class ControlGroup : IDisposable
{
    private readonly string _path;

    /// <summary>Makes a group.</summary>
    /// <param name="bytes">The most memory of its processes.</param>
    public ControlGroup(long bytes)
    {
        string name = $"qga-test-{Environment.ProcessId}-{Environment.TickCount64}";
        bool isFirst = Directory.Exists("/sys/fs/cgroup/memory");
        _path = Path.Combine(isFirst ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup", name);
        try
        {
            Directory.CreateDirectory(_path);
            File.WriteAllText(Path.Combine(_path, isFirst ? "memory.limit_in_bytes" : "memory.max"), $"{bytes}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Dispose();
            Assert.Skip($"no control group can be made: {exception.Message}");
        }
    }

    /// <summary>What a shell does to go there.</summary>
    public string Entry => $"echo $$ > {_path}/cgroup.procs";

    /// <inheritdoc/>
    public void Dispose()
    {
        // A group is empty a moment after its last process has ended.
        SpinWait.SpinUntil(() => !Directory.Exists(_path) || TryRemove(), TimeSpan.FromSeconds(5));
    }

    private bool TryRemove()
    {
        try
        {
            Directory.Delete(_path);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
