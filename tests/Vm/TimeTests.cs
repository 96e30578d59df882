using System.Globalization;
using Qga.Machines;
using static Qga.Vm.Guest;

namespace Qga.Vm;

[Collection(SharedGuest.Name)]
public sealed class TimeTests(Guest guest)
{
    // 2031-02-03 04:05:06 UTC.
    private const long Then = 1927857906;

    [Fact]
    public async Task The_time_is_the_guests()
    {
        long before = await ReadAsync("date +%s");
        long time = (long)await guest.Agent.CallJsonAsync("guest-get-time");
        long after = await ReadAsync("date +%s");
        Assert.InRange(time / 1_000_000_000, before, after);
        Assert.Equal(0, time % 1000);
    }

    [Fact]
    public async Task A_time_sets_the_clock_and_the_hardware_clock()
    {
        long now = await ReadAsync("date +%s");
        try
        {
            Assert.Equal("{}", (await guest.Agent.CallJsonAsync("guest-set-time", Arguments($$"""{"time": {{Then}}000000000}"""))).ToJsonString());
            Assert.InRange(await ReadAsync("date +%s"), Then, Then + 20);
            Assert.InRange(await ReadAsync("cat /sys/class/rtc/rtc0/since_epoch"), Then, Then + 20);
        }
        finally
        {
            await guest.Agent.CallJsonAsync("guest-set-time", Arguments($$"""{"time": {{now}}000000000}"""));
        }
    }

    [Fact]
    public async Task No_time_sets_the_clock_from_the_hardware_clock()
    {
        long hardware = await ReadAsync("cat /sys/class/rtc/rtc0/since_epoch");
        await guest.Shell.RunAsync($"date -s @{Then}");
        Assert.Equal("{}", (await guest.Agent.CallJsonAsync("guest-set-time")).ToJsonString());
        Assert.InRange(await ReadAsync("date +%s"), hardware - 1, hardware + 20);
    }

    [Theory]
    [InlineData("""{"time": "now"}""", "GenericError: Invalid parameter type for 'time', expected: integer")]
    [InlineData("""{"time": 1.5}""", "GenericError: Invalid parameter type for 'time', expected: integer")]
    [InlineData("""{"time": -1000000000000000000}""", "GenericError: Invalid time")]
    [InlineData("""{"time": 9000000000000000000}""", "GenericError: Invalid time")]
    [InlineData("""{"when": 5}""", "GenericError: Parameter 'when' is unexpected")]
    public async Task Bad_input_is_refused_and_changes_nothing(string arguments, string refusal)
    {
        long before = await ReadAsync("date +%s");
        Assert.Equal(refusal, await guest.Agent.RefusalAsync("guest-set-time", Arguments(arguments)));
        Assert.InRange(await ReadAsync("date +%s"), before, before + 20);
    }

    private async Task<long> ReadAsync(string script) => long.Parse(await guest.Shell.RunAsync(script), CultureInfo.InvariantCulture);
}
