using Qga.Cli.Machines;
using Qga.Client;

namespace Qga.Cli.Tests;

public sealed class LibvirtMachineTests
{
    [Theory]
    [InlineData("Off", "Running ShuttingDown ShutOff", "the domain is off")]
    [InlineData("Suspended", "Running Suspended", "the domain sleeps")]
    [InlineData("Awake", "Suspended Running", "the domain runs")]
    [InlineData("Hibernated", "Running -", "the domain is off")]
    [InlineData("Reset", "Running Running! Running", "the guest has closed its port and opened it again")]
    [InlineData("Halted", "Running Running!", "the guest has closed its port")]
    public async Task Change_shows_in_what_libvirt_says(string change, string states, string expected) =>
        Assert.Equal(expected, await WaitAsync(Enum.Parse<MachineChange>(change), states));

    [Fact]
    public async Task Domain_that_goes_off_instead_is_a_failure() =>
        await Assert.ThrowsAsync<MachineWentOffException>(() => WaitAsync(MachineChange.Reset, "Running ShutOff"));

    [Theory]
    [InlineData("""{"return": {"wakeup-suspend-support": true}, "id": "x"}""", true)]
    [InlineData("""{"return": {"wakeup-suspend-support": false}}""", false)]
    [InlineData("""{"error": {"class": "CommandNotFound", "desc": "no"}}""", null)]
    public async Task Monitor_tells_whether_it_can_be_woken(string reply, bool? expected) =>
        Assert.Equal(expected, await new LibvirtMachine(_ => Task.FromResult<LibvirtGuest?>(null), (_, _) =>
            Task.FromResult(reply)).CanWakeUpAsync(TestContext.Current.CancellationToken));

    // A word is a state; with ! the agent's port is closed; - means that the domain is gone.
    private static Task<string> WaitAsync(MachineChange change, string states)
    {
        Queue<string> left = new(states.Split(' '));
        LibvirtMachine machine = new(
            _ =>
            {
                string word = left.Dequeue();
                return Task.FromResult(word == "-"
                    ? null : new LibvirtGuest("web1", Guid.Empty, Enum.Parse<LibvirtGuestState>(word.TrimEnd('!')), true, !word.EndsWith('!'), null, null));
            },
            (_, _) => Task.FromResult("{}"));
        return machine.Watch(change)(TestContext.Current.CancellationToken);
    }
}
