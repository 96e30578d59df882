using System.Text.Json;
using Qapi;
using Qapi.Model;
using Qapi.Runtime.Reading;
using Qapi.Source;

namespace Qga.Monitor.Tests;

/// <summary>schema/monitor.json says of QMP what QEMU itself says.</summary>
public sealed class SchemaAgreementTests
{
    [Fact]
    public async Task Every_command_and_event_is_as_qemu_has_it()
    {
        Schema own = Read("monitor.json", new FileSources(Path.Combine(AppContext.BaseDirectory, "schema")));
        Assert.Contains(own.Definitions, definition => definition is CommandDefinition { Name: "query-status" });
        Assert.Contains(own.Definitions, definition => definition is EventDefinition { Name: "SHUTDOWN" });
        Assert.Empty(SchemaComparison.Compare(own, await AskAsync()));
    }

    [Theory]
    [InlineData("{ 'command': 'query-nothing' }", "query-nothing: QEMU has no such command")]
    [InlineData("{ 'event': 'NOTHING' }", "NOTHING: QEMU has no such event")]
    [InlineData("{ 'command': 'query-status' }", "query-status returns: QEMU has object")]
    [InlineData("{ 'command': 'qom-list', 'data': { 'path': 'str' }, 'returns': 'any' }")]
    [InlineData("{ 'command': 'qom-list', 'returns': 'any' }", "qom-list.path: QEMU requires it")]
    [InlineData("{ 'command': 'qom-list', 'data': { '*path': 'int' }, 'returns': 'any' }",
        "qom-list.path: in QEMU it is required", "qom-list.path: int, QEMU has string")]
    [InlineData("{ 'command': 'human-monitor-command', 'data': { 'command-line': 'str', 'cpu-index': 'int' }, 'returns': 'any' }",
        "human-monitor-command.cpu-index: in QEMU it is optional")]
    [InlineData("{ 'enum': 'State', 'data': [ 'paused' ] } { 'struct': 'Status', 'data': { 'status': 'State', 'nothing': 'int' } }"
        + "{ 'command': 'query-status', 'returns': 'Status' }",
        "query-status returns.status: an enumeration is received, to which QEMU may add values",
        "query-status returns.nothing: QEMU has no such member")]
    [InlineData("{ 'event': 'SHUTDOWN', 'data': { 'guest': 'bool', '*reason': 'str' } }")]
    [InlineData("{ 'event': 'GUEST_PANICKED', 'data': { 'action': 'str', 'info': 'any' } }", "GUEST_PANICKED.info: in QEMU it is optional")]
    public async Task Differences_are_found(string schema, params string[] differences) =>
        Assert.Equal(
            differences,
            SchemaComparison.Compare(
                Read("main.json", new OneFile("{ 'pragma': { 'command-returns-exceptions': [ 'qom-list', 'human-monitor-command' ] } } " + schema)),
                await AskAsync()));

    private static Schema Read(string file, ISourceProvider sources)
    {
        SchemaResult result = SchemaReader.Read(file, sources);
        Assert.Empty(result.Errors);
        return result.Schema!;
    }

    private static async Task<JsonElement> AskAsync()
    {
        await using RunningQemu qemu = await RunningQemu.StartAsync("-machine", "none");
        JsonAny schema = await qemu.Client.CallAsync<JsonAny>("query-qmp-schema", null, JsonValue.ReadAny, TestContext.Current.CancellationToken);
        using JsonDocument document = JsonDocument.Parse(schema.Text);
        return document.RootElement.Clone();
    }

    private sealed class OneFile(string text) : ISourceProvider
    {
        public bool TryRead(string path, out string content)
        {
            content = text;
            return path == "main.json";
        }
    }
}
