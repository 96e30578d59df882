using Qga.Agent.Linux.Commands.Disks;
using Qga.Linux.Interop;
using Qga.Linux.SysFs;

namespace Qga.Agent.Linux.Tests.Commands;

public sealed class SerialNumbersTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("serial-").FullName;
    private readonly ManualResetEventSlim _release = new();
    private int _asked;

    public void Dispose()
    {
        _release.Set();
        _release.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void A_disk_is_asked_once()
    {
        SerialNumbers numbers = New(BlockDevices.ReadSerial);
        File.WriteAllText($"{_root}/serial", "abc\0");

        Assert.Equal("abc", numbers.Of($"{_root}/serial").Serial);
        Assert.Equal("abc", numbers.Of($"{_root}/serial").Serial);
        Assert.Equal(1, _asked);
    }

    [Fact]
    public void Another_disk_at_the_same_place_is_asked_anew()
    {
        SerialNumbers numbers = New(BlockDevices.ReadSerial);
        File.WriteAllText($"{_root}/serial", "abc");
        File.WriteAllText($"{_root}/next", "def");
        Assert.Equal("abc", numbers.Of($"{_root}/serial").Serial);
        File.Move($"{_root}/next", $"{_root}/serial", overwrite: true);

        Assert.Equal("def", numbers.Of($"{_root}/serial").Serial);
    }

    [Fact]
    public void Without_a_file_nobody_is_asked()
    {
        Assert.Null(New(BlockDevices.ReadSerial).Of($"{_root}/serial").Serial);
        Assert.Equal(0, _asked);
    }

    [Fact]
    public void A_disk_that_has_none_may_be_given_one()
    {
        SerialNumbers numbers = New(BlockDevices.ReadSerial);
        File.WriteAllText($"{_root}/serial", "\n");
        Assert.Null(numbers.Of($"{_root}/serial").Serial);
        File.WriteAllText($"{_root}/serial", "abc\n");

        Assert.Equal("abc", numbers.Of($"{_root}/serial").Serial);
    }

    [Fact]
    public void A_dead_disk_has_no_number_until_it_answers()
    {
        SerialNumbers numbers = New(path =>
        {
            _release.Wait();
            return BlockDevices.ReadSerial(path);
        });
        File.WriteAllText($"{_root}/serial", "abc");

        Assert.Null(numbers.Of($"{_root}/serial").Serial);
        Assert.Null(numbers.Of($"{_root}/serial").Serial);
        Assert.Equal(1, _asked);
        _release.Set();
        Assert.True(SpinWait.SpinUntil(() => numbers.Of($"{_root}/serial").Serial == "abc", TimeSpan.FromSeconds(30)));
    }

    private SerialNumbers New(Func<string, (Errno Error, string? Serial)> read) => new(
        path =>
        {
            Interlocked.Increment(ref _asked);
            return read(path);
        },
        TimeSpan.FromMilliseconds(400));
}
