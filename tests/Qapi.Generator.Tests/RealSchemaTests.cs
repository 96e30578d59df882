namespace Qapi.Generator.Tests;

/// <summary>Schemas that are in use: the project's own, and QEMU's where the environment says where they are.</summary>
public sealed class RealSchemaTests
{
    [Theory]
    [InlineData("*")]
    [InlineData("CONFIG_POSIX,CONFIG_LINUX")]
    [InlineData("CONFIG_WIN32")]
    [InlineData("")]
    public void The_projects_own_schema_becomes_code_for_every_platform(string defines) =>
        AssertCompiles(Path.Combine(AppContext.BaseDirectory, "schema"), "guest-agent.json", defines);

    [Fact]
    public void The_projects_own_schema_of_the_monitor_becomes_code() =>
        AssertCompiles(Path.Combine(AppContext.BaseDirectory, "schema"), "monitor.json", "");

    /// <summary>QEMU_SOURCE_SCHEMAS names the folder with the schemas of QEMU's source.</summary>
    [Theory]
    [InlineData("qga/qapi-schema.json", "*")]
    [InlineData("qga/qapi-schema.json", "CONFIG_POSIX,CONFIG_LINUX,CONFIG_FSFREEZE,CONFIG_FSTRIM,CONFIG_LIBUDEV,HAVE_GETIFADDRS")]
    [InlineData("qga/qapi-schema.json", "CONFIG_WIN32")]
    [InlineData("qapi/qapi-schema.json", "*")]
    public void Qemus_schemas_become_code(string file, string defines)
    {
        string? folder = Environment.GetEnvironmentVariable("QEMU_SOURCE_SCHEMAS");
        Assert.SkipWhen(folder is null, "QEMU_SOURCE_SCHEMAS does not name the folder with the schemas of QEMU's source");

        AssertCompiles(folder, file, defines);
    }

    private static void AssertCompiles(string folder, string file, string defines)
    {
        var properties = new Dictionary<string, string>
        {
            ["QapiSchemaFile"] = Path.GetFullPath(Path.Combine(folder, file)),
            ["QapiEmitList"] = "contracts,agent,catalog",
            ["QapiDefineList"] = defines,
            ["QapiNamespace"] = "Sample",
        };

        GeneratorRun run = GeneratorRun.Start(properties, SchemaText.FromFolder(folder));

        Assert.Empty(run.Result.Diagnostics);
        Assert.NotEmpty(run.Files);
        string complaints = run.Complaints();
        Assert.True(complaints.Length == 0, complaints);
    }
}
