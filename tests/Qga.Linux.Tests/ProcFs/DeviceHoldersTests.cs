using Qga.Linux.ProcFs;

namespace Qga.Linux.Tests.ProcFs;

public sealed class DeviceHoldersTests : IDisposable
{
    private readonly TemporaryDirectory _proc = new();

    public void Dispose() => _proc.Dispose();

    [Fact]
    public void Whoever_has_the_device_open_is_named_once()
    {
        _proc.Link("812/fd/0", "/dev/null");
        _proc.Link("812/fd/5", "/dev/vport0p1");
        _proc.Link("812/fd/6", "/dev/vport0p1");
        _proc.Write("812/comm", "qemu-ga\n");
        _proc.Link("9/fd/3", "/dev/vport0p11");
        _proc.Link("self/fd/3", "/dev/vport0p1");

        DeviceHolder holder = Assert.Single(DeviceHolders.Find(_proc.Path, "/dev/vport0p1"));

        Assert.Equal((812, "qemu-ga"), (holder.Process, holder.Program));
    }

    [Fact]
    public void This_process_is_found_in_the_real_one()
    {
        string path = Path.Combine(_proc.Path, "file");
        using FileStream file = File.Create(path);

        Assert.Equal([Environment.ProcessId], DeviceHolders.Find("/proc", path).ConvertAll(holder => holder.Process));
    }
}
