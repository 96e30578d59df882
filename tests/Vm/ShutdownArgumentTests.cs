using Qga.Machines;
using static Qga.Vm.Guest;

namespace Qga.Vm;

[Collection(SharedGuest.Name)]
public sealed class ShutdownArgumentTests(Guest guest)
{
    [Theory]
    [InlineData("guest-shutdown", """{"mode": "sleep"}""", "GenericError: mode is invalid (valid values are: halt|powerdown|reboot")]
    [InlineData("guest-shutdown", """{"mode": null}""", "GenericError: Invalid parameter type for 'mode', expected: string")]
    [InlineData("guest-shutdown", """{"when": "now"}""", "GenericError: Parameter 'when' is unexpected")]
    [InlineData("guest-suspend-ram", """{"mode": "mem"}""", "GenericError: Parameter 'mode' is unexpected")]
    [InlineData("guest-suspend-disk", """{"mode": "disk"}""", "GenericError: Parameter 'mode' is unexpected")]
    [InlineData("guest-suspend-hybrid", """{"mode": "disk"}""", "GenericError: Parameter 'mode' is unexpected")]
    public async Task Bad_input_is_refused_and_the_guest_goes_on(string command, string arguments, string refusal)
    {
        Assert.Equal(refusal, await guest.Agent.RefusalAsync(command, Arguments(arguments)));
        Assert.Equal("running", await guest.Shell.RunAsync("systemctl is-system-running --wait"));
    }
}
