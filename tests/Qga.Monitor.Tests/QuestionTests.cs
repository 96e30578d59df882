namespace Qga.Monitor.Tests;

public sealed class QuestionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("qga0", true)]
    [InlineData("qga1", false)]
    [InlineData("qga2", null)]
    public async Task Port_is_open_if_the_guest_has_opened_it(string label, bool? expected)
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        Task<bool?> call = monitor.Client.IsFrontendOpenAsync(label, Cancellation);
        await monitor.HearAsync();
        await monitor.AnswerAsync(
            2, """[{"label": "qga0", "filename": "f", "frontend-open": true}, {"label": "qga1", "filename": "f", "frontend-open": false}]""");
        Assert.Equal(expected, await call);
    }

    [Fact]
    public async Task Port_of_the_agent_is_found_by_its_name()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        Task<string?> call = monitor.Client.FindAgentChardevAsync(Cancellation);
        (string Request, string Answer)[] script =
        [
            ("""{"execute": "qom-list", "arguments": {"path": "/machine/peripheral"}, "id": 2}""", """
                "return": [{"name": "type", "type": "string"}, {"name": "disk", "type": "child<virtio-blk-pci>"},
                {"name": "console", "type": "child<virtserialport>"}], "id": 2
                """),
            ("""{"execute": "qom-get", "arguments": {"path": "/machine/peripheral/console", "property": "name"}, "id": 3}""", """
                "return": "org.example.console", "id": 3
                """),
            ("""{"execute": "qom-list", "arguments": {"path": "/machine/peripheral-anon"}, "id": 4}""", """
                "return": [{"name": "device[1]", "type": "child<virtserialport>"}], "id": 4
                """),
            ("""{"execute": "qom-get", "arguments": {"path": "/machine/peripheral-anon/device[1]", "property": "name"}, "id": 5}""", """
                "return": "org.qemu.guest_agent.0", "id": 5
                """),
            ("""{"execute": "qom-get", "arguments": {"path": "/machine/peripheral-anon/device[1]", "property": "chardev"}, "id": 6}""", """
                "return": "qga7", "id": 6
                """),
        ];
        foreach ((string request, string answer) in script)
        {
            Assert.Equal(request, await monitor.HearAsync());
            await monitor.SayAsync($"{{{answer}}}\r\n");
        }

        Assert.Equal("qga7", await call);
    }

    [Fact]
    public async Task Machine_without_devices_has_no_port()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        Task<bool?> call = monitor.Client.IsFrontendOpenAsync(cancellationToken: Cancellation);
        await monitor.HearAsync();
        await monitor.AnswerAsync(2, "[]");
        await monitor.HearAsync();
        await monitor.SayAsync("""{"id": 3, "error": {"class": "DeviceNotFound", "desc": "Device '/machine/peripheral-anon' not found"}}""" + "\r\n");
        Assert.Null(await call);
    }

    [Theory]
    [InlineData("""{"return": {"wakeup-suspend-support": true}, "id": 2}""", true)]
    [InlineData("""{"return": {"wakeup-suspend-support": false}, "id": 2}""", false)]
    [InlineData("""{"error": {"class": "CommandNotFound", "desc": "The command query-current-machine has not been found"}, "id": 2}""", null)]
    public async Task Older_releases_do_not_tell_whether_the_machine_can_wake_up(string answer, bool? expected)
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        Task<bool?> call = monitor.Client.CanWakeUpAsync(Cancellation);
        Assert.Equal("""{"execute": "query-current-machine", "id": 2}""", await monitor.HearAsync());
        await monitor.SayAsync(answer + "\r\n");
        Assert.Equal(expected, await call);
    }
}
