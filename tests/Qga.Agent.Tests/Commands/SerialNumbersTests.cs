using Qga.Agent.Commands.Disks;
using Qga.Linux.SysFs;

namespace Qga.Agent.Tests.Commands;

public sealed class SerialNumbersTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("serial-").FullName;
    private readonly ManualResetEventSlim release = new();
    private int asked;

    public void Dispose()
    {
        release.Set();
        release.Dispose();
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public void A_disk_is_asked_once()
    {
        SerialNumbers numbers = New(BlockDevices.ReadSerial);
        File.WriteAllText($"{root}/serial", "abc\0");

        Assert.Equal("abc", numbers.Of($"{root}/serial"));
        Assert.Equal("abc", numbers.Of($"{root}/serial"));
        Assert.Equal(1, asked);
    }

    [Fact]
    public void Another_disk_at_the_same_place_is_asked_anew()
    {
        SerialNumbers numbers = New(BlockDevices.ReadSerial);
        File.WriteAllText($"{root}/serial", "abc");
        File.WriteAllText($"{root}/next", "def");
        Assert.Equal("abc", numbers.Of($"{root}/serial"));
        File.Move($"{root}/next", $"{root}/serial", overwrite: true);

        Assert.Equal("def", numbers.Of($"{root}/serial"));
    }

    [Fact]
    public void Without_a_file_nobody_is_asked()
    {
        Assert.Null(New(BlockDevices.ReadSerial).Of($"{root}/serial"));
        Assert.Equal(0, asked);
    }

    [Fact]
    public void A_disk_that_has_none_may_be_given_one()
    {
        SerialNumbers numbers = New(BlockDevices.ReadSerial);
        File.WriteAllText($"{root}/serial", "\n");
        Assert.Null(numbers.Of($"{root}/serial"));
        File.WriteAllText($"{root}/serial", "abc\n");

        Assert.Equal("abc", numbers.Of($"{root}/serial"));
    }

    [Fact]
    public void A_dead_disk_has_no_number_until_it_answers()
    {
        SerialNumbers numbers = New(path =>
        {
            release.Wait();
            return BlockDevices.ReadSerial(path);
        });
        File.WriteAllText($"{root}/serial", "abc");

        Assert.Null(numbers.Of($"{root}/serial"));
        Assert.Null(numbers.Of($"{root}/serial"));
        Assert.Equal(1, asked);
        release.Set();
        Assert.True(SpinWait.SpinUntil(() => numbers.Of($"{root}/serial") == "abc", TimeSpan.FromSeconds(30)));
    }

    private SerialNumbers New(Func<string, string?> read) => new(
        path =>
        {
            Interlocked.Increment(ref asked);
            return read(path);
        },
        TimeSpan.FromMilliseconds(400));
}
