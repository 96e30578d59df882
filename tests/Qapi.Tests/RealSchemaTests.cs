using System.Diagnostics;
using Qapi.Model;
using Qapi.Source;

namespace Qapi.Tests;

/// <summary>Schemas that are in use: the project's own, and those that others wrote, where the environment says where they are.</summary>
public sealed class RealSchemaTests(ITestOutputHelper output)
{
    [Fact]
    public void The_projects_own_schemas_are_valid()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "schema");
        IEnumerable<string> lines = Directory.EnumerateFiles(folder, "*.json").SelectMany(File.ReadLines);

        Schema agent = ReadValid(Path.Combine(folder, "guest-agent.json"));
        Schema monitor = ReadValid(Path.Combine(folder, "monitor.json"));

        Assert.Equal(
            lines.Count(line => line.StartsWith("{ 'command': ", StringComparison.Ordinal)),
            agent.Definitions.Concat(monitor.Definitions).OfType<CommandDefinition>().Count());
        Assert.Equal("guest-agent", agent.Modules[0].Name);
    }

    /// <summary>QAPI_FIRST_INTERFACE names the file of the first published interface, in the dialect of 2014.</summary>
    [Fact]
    public void The_first_published_interface_is_valid()
    {
        string? file = Environment.GetEnvironmentVariable("QAPI_FIRST_INTERFACE");
        Assert.SkipWhen(file is null, "QAPI_FIRST_INTERFACE does not name the file of the first published interface");

        Schema schema = ReadValid(file);

        Assert.Equal(25, schema.Definitions.OfType<CommandDefinition>().Count());
        Assert.False(schema.Definitions.OfType<CommandDefinition>().Single(command => command.Name == "guest-shutdown").SuccessResponse);
    }

    /// <summary>QEMU_SOURCE_SCHEMAS names the folder with the schemas of QEMU's source.</summary>
    [Theory]
    [InlineData("qapi/qapi-schema.json", 180)]
    [InlineData("qga/qapi-schema.json", 40)]
    [InlineData("storage-daemon/qapi/qapi-schema.json", 60)]
    [InlineData("docs/interop/firmware.json", 0)]
    [InlineData("docs/interop/vhost-user.json", 0)]
    public void Qemus_schemas_are_valid(string file, int atLeastCommands)
    {
        string? folder = Environment.GetEnvironmentVariable("QEMU_SOURCE_SCHEMAS");
        Assert.SkipWhen(folder is null, "QEMU_SOURCE_SCHEMAS does not name the folder with the schemas of QEMU's source");

        Schema schema = ReadValid(Path.Combine(folder, file));

        Assert.True(schema.Definitions.Count > 0);
        Assert.InRange(schema.Definitions.OfType<CommandDefinition>().Count(), atLeastCommands, int.MaxValue);
    }

    private Schema ReadValid(string file)
    {
        SchemaResult result = SchemaReader.Read(file, new FileSources());

        Assert.True(result.Schema is not null, string.Join('\n', result.Errors));
        Schema schema = result.Schema;
        TimeSpan time = Fastest(() => SchemaReader.Read(file, new FileSources()));
        output.WriteLine($"{schema.Definitions.Count} definitions, {schema.Modules.Count} files, {time.TotalMilliseconds:F0} ms");
        Assert.InRange(time, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        return schema;
    }

    /// <summary>Of several times the shortest: what lengthens the others is other programs' use of the processor.</summary>
    private static TimeSpan Fastest(Action action)
    {
        return Enumerable.Range(0, 5).Min(_ =>
        {
            long start = Stopwatch.GetTimestamp();
            action();
            return Stopwatch.GetElapsedTime(start);
        });
    }
}
