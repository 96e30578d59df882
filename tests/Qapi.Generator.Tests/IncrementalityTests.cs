using Microsoft.CodeAnalysis;

namespace Qapi.Generator.Tests;

/// <summary>An editor runs the generator at every key press: it must not do again what is done.</summary>
public sealed class IncrementalityTests
{
    private const string Main =
        """
        { 'include': 'other.json' }
        { 'enum': 'Kind', 'data': [ 'one', 'two' ] }
        { 'struct': 'Thing', 'data': { 'kind': 'Kind' } }
        { 'command': 'get-thing', 'returns': 'Thing' }
        """;

    private const string Other = "{ 'command': 'set-other', 'data': { 'value': 'int' } }";

    private static readonly Dictionary<string, string> s_properties = new()
    {
        ["QapiSchemaFile"] = "/schema/main.json",
        ["QapiEmitList"] = "contracts,agent",
        ["QapiNamespace"] = "Sample",
    };

    private readonly SchemaText _main = new("/schema/main.json", Main);
    private readonly SchemaText _other = new("/schema/other.json", Other);

    [Fact]
    public void An_edit_of_the_projects_own_code_does_nothing_again()
    {
        GeneratorRun run = Start();

        run.EditSource("public class Program { }");

        Assert.Equal([IncrementalStepRunReason.Cached], Reasons(run, "Settings", "Schema", "Plan"));
        Assert.All(run.Printed, file => Assert.Equal(IncrementalStepRunReason.Cached, file.Reason));
    }

    [Fact]
    public void A_new_line_in_a_schema_is_read_and_changes_nothing()
    {
        GeneratorRun run = Start();

        // Behind all definitions: places in the file are part of a schema, for the messages.
        run.EditSchema(_other, new SchemaText(_other.Path, Other + "\n# a remark\n"));

        Assert.Equal([IncrementalStepRunReason.Unchanged], Reasons(run, "Schema"));
        Assert.Equal([IncrementalStepRunReason.Cached], Reasons(run, "Settings", "Plan"));
        Assert.All(run.Printed, file => Assert.Equal(IncrementalStepRunReason.Cached, file.Reason));
    }

    [Fact]
    public void Definitions_that_move_are_planned_again_and_not_printed_again()
    {
        GeneratorRun run = Start();

        run.EditSchema(_main, new SchemaText(_main.Path, "# a remark\n\n" + Main));

        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(run, "Schema"));
        Assert.Equal([IncrementalStepRunReason.Unchanged], Reasons(run, "Plan"));
        Assert.All(run.Printed, file => Assert.Equal(IncrementalStepRunReason.Cached, file.Reason));
    }

    [Fact]
    public void An_edit_of_one_definition_prints_what_depends_on_it_only()
    {
        GeneratorRun run = Start();

        run.EditSchema(_other, new SchemaText(_other.Path, Other.Replace("value", "worth", StringComparison.Ordinal)));

        Assert.Equal(
            ["SetOtherArguments.g.cs"],
            run.Printed.Where(file => file.Reason == IncrementalStepRunReason.Modified).Select(file => file.Name));
    }

    [Fact]
    public void A_schema_that_breaks_while_it_is_typed_costs_no_exception_and_comes_back()
    {
        GeneratorRun run = Start();
        string[] before = [.. run.Files.Select(file => file.Text)];
        var broken = new SchemaText(_other.Path, Other[..^10]);

        run.EditSchema(_other, broken);

        Assert.Equal("QAPI001", Assert.Single(run.Result.Diagnostics).Id);
        Assert.Empty(run.Files);

        run.EditSchema(broken, _other);

        Assert.Empty(run.Result.Diagnostics);
        Assert.Equal(before, run.Files.Select(file => file.Text));
    }

    private GeneratorRun Start()
    {
        GeneratorRun run = GeneratorRun.Start(s_properties, [_main, _other]);
        Assert.Empty(run.Result.Diagnostics);
        return run;
    }

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRun run, params string[] steps) => steps
        .SelectMany(step => run.Result.TrackedSteps[step])
        .SelectMany(step => step.Outputs)
        .Select(output => output.Reason)
        .Distinct();
}
