using System.Text.Json.Nodes;
using Qga.Machines;
using static Qga.Vm.Guest;

namespace Qga.Vm;

[Collection(SharedGuest.Name)]
public sealed class VcpuTests(Guest guest)
{
    [Fact]
    public async Task A_vcpu_goes_offline_and_comes_back()
    {
        Assert.Equal(1, (int)await SetAsync("""[{"logical-id": 1, "online": false}]"""));
        Assert.Equal("0", await OnlineAsync());
        Assert.Equal([(0, true), (1, false)], await StatesAsync());

        Assert.Equal(1, (int)await SetAsync("""[{"logical-id": 1, "online": true}]"""));
        Assert.Equal("0-1", await OnlineAsync());
        Assert.Equal([(0, true), (1, true)], await StatesAsync());
    }

    [Fact]
    public async Task What_is_so_already_counts_as_done() =>
        Assert.Equal(2, (int)await SetAsync("""[{"logical-id": 0, "online": true}, {"logical-id": 1, "online": true}]"""));

    [Fact]
    public async Task An_empty_list_does_nothing() => Assert.Equal(0, (int)await SetAsync("[]"));

    [Theory]
    [InlineData("""{}""", "GenericError: Parameter 'vcpus' is missing")]
    [InlineData("""{"vcpus": {}}""", "GenericError: Invalid parameter type for 'vcpus', expected: array")]
    [InlineData("""{"vcpus": [1]}""", "GenericError: Invalid parameter type for 'vcpus[0]', expected: object")]
    [InlineData("""{"vcpus": [{"logical-id": 1, "online": false}, {"logical-id": 1}]}""", "GenericError: Parameter 'vcpus[1].online' is missing")]
    [InlineData("""{"vcpus": [{"logical-id": 1, "online": "no"}]}""", "GenericError: Invalid parameter type for 'vcpus[0].online', expected: boolean")]
    [InlineData("""{"vcpus": [{"logical-id": 1, "online": false, "extra": 1}]}""", "GenericError: Parameter 'vcpus[0].extra' is unexpected")]
    [InlineData("""{"vcpus": [{"logical-id": 99, "online": false}]}""",
        "GenericError: Could not open '/sys/devices/system/cpu/cpu99/': No such file or directory")]
    [InlineData("""{"vcpus": [{"logical-id": 0, "online": false}]}""", "GenericError: logical processor #0 can't be offlined")]
    public async Task Bad_input_is_refused_and_changes_nothing(string arguments, string refusal)
    {
        Assert.Equal(refusal, await guest.Agent.RefusalAsync("guest-set-vcpus", Arguments(arguments)));
        Assert.Equal("0-1", await OnlineAsync());
    }

    [Fact]
    public async Task A_fault_after_the_first_gives_the_number_done_before_it()
    {
        Assert.Equal(1, (int)await SetAsync("""[{"logical-id": 1, "online": false}, {"logical-id": 99, "online": false}]"""));
        Assert.Equal("0", await OnlineAsync());
        Assert.Equal(1, (int)await SetAsync("""[{"logical-id": 1, "online": true}]"""));
    }

    private Task<JsonNode> SetAsync(string vcpus) => guest.Agent.CallJsonAsync("guest-set-vcpus", Arguments($$"""{"vcpus": {{vcpus}}}"""));

    private Task<string> OnlineAsync() => guest.Shell.RunAsync("cat /sys/devices/system/cpu/online");

    private async Task<IEnumerable<(int, bool)>> StatesAsync()
    {
        JsonArray vcpus = (await guest.Agent.CallJsonAsync("guest-get-vcpus")).AsArray();
        Assert.All(vcpus, vcpu => Assert.Equal((int)vcpu!["logical-id"]! != 0, (bool)vcpu["can-offline"]!));
        return vcpus.Select(vcpu => ((int)vcpu!["logical-id"]!, (bool)vcpu["online"]!)).Order();
    }
}
