using Microsoft.CodeAnalysis;

namespace Qapi.Generator.Tests;

/// <summary>What the generator says where it can make no code: people see it as the compiler's own errors, with the place in the schema.</summary>
public sealed class DiagnosticTests
{
    [Fact]
    public void A_rule_of_the_language_is_broken() => AssertError(
        "/schema/main.json(2,32): error QAPI001: struct 'Thing': member 'other': there is no type 'Missing'",
        "\n{ 'struct': 'Thing', 'data': { 'other': 'Missing' } }");

    [Fact]
    public void Syntax_is_broken() => AssertError(
        "/schema/main.json(1,12): error QAPI001: expected ':', found 'Thing'",
        "{ 'struct' 'Thing' }");

    [Fact]
    public void A_file_is_not_there() => AssertError(
        "/schema/main.json(1,3): error QAPI001: cannot read '/schema/missing.json'",
        "{ 'include': 'missing.json' }");

    [Fact]
    public void The_main_file_is_not_there()
    {
        GeneratorRun run = GeneratorRun.Start(Properties("contracts"), []);

        Assert.Equal("QAPI001", Assert.Single(run.Result.Diagnostics).Id);
        Assert.Empty(run.Files);
    }

    [Fact]
    public void A_fault_in_an_included_file_is_placed_there()
    {
        GeneratorRun run = GeneratorRun.Start(
            Properties("contracts"),
            [new SchemaText("/schema/main.json", "{ 'include': 'parts/one.json' }"), new SchemaText("/schema/parts/one.json", "\n\n{ 'struct': 7 }")]);

        FileLinePositionSpan place = Assert.Single(run.Result.Diagnostics).Location.GetLineSpan();
        Assert.Equal("/schema/parts/one.json", place.Path);
        Assert.Equal(2, place.StartLinePosition.Line);
    }

    [Fact]
    public void The_project_asks_for_what_does_not_exist()
    {
        GeneratorRun run = GeneratorRun.Start(Properties("contracts,server"), [new SchemaText("/schema/main.json", "")]);

        Assert.Equal(
            "error QAPI002: QapiEmit knows 'contracts', 'types', 'agent', 'client' and 'catalog', not 'server'",
                Assert.Single(run.Result.Diagnostics).ToString());
    }

    [Theory]
    [InlineData(
        "{ 'alternate': 'Either', 'data': { 'equals': 'int',\n 'equals-value': 'bool' } }",
        "(2,2): error QAPI003: 'equals' and 'equals-value' would both be named EqualsValue in C#")]
    [InlineData(
        "{ 'struct': 'Thing', 'data': { 'read': 'int', 'read-value': 'int' } }",
        "(1,47): error QAPI003: 'read' and 'read-value' would both be named ReadValue in C#")]
    [InlineData(
        "{ 'command': 'get', 'data': { 'writer': 'int', '*writer-value': 'int' } }",
        "(1,1): error QAPI003: 'writer' and 'writer-value' would both be named writerValue in C#")]
    [InlineData(
        "{ 'command': 'get', 'data': { 'name': 'str' } }\n{ 'struct': 'GetArguments', 'data': {} }",
        "(2,1): error QAPI003: 'get' and 'GetArguments' would both be named GetArguments in C#")]
    [InlineData(
        "{ 'struct': 'Payload', 'data': {} }",
        "(1,1): error QAPI003: 'Payload' would be named Payload in C#, which the generated code needs itself")]
    [InlineData(
        "{ 'struct': 'Thing', 'data': { 'data': { 'type': 'int', 'features': [ 'base64' ] } } }",
        "(1,32): error QAPI003: 'data' has the feature 'base64' and is no 'str'")]
    [InlineData(
        "{ 'command': 'run', 'data': { 'name': { 'type': 'str', 'features': [ 'in-place' ] } } }",
        "(1,31): error QAPI003: 'name' has the feature 'in-place' and is no list of 'str'")]
    [InlineData(
        "{ 'command': 'run', 'features': [ 'deferred' ] }",
        "(1,1): error QAPI003: 'run' has the feature 'deferred' and returns nothing")]
    [InlineData(
        "{ 'struct': 'Thing', 'data': {} }\n{ 'command': 'run', 'returns': [ 'Thing' ], 'features': [ 'written' ] }",
        "(2,1): error QAPI003: 'run' has the feature 'written' and returns no struct")]
    [InlineData(
        "{ 'struct': 'RunReply', 'data': {} }\n{ 'command': 'run', 'returns': 'RunReply', 'features': [ 'written' ] }",
        "(2,1): error QAPI003: 'RunReply' and 'run' would both be named RunReply in C#")]
    [InlineData(
        "{ 'struct': 'Part', 'data': {}, 'if': 'CONFIG_PART' }\n{ 'struct': 'Whole', 'data': { 'part': 'Part' } }",
        "(2,32): error QAPI003: the type 'Part' does not exist under the conditions of this build")]
    [InlineData(
        "{ 'struct': 'Part', 'data': {}, 'if': 'CONFIG_PART' }\n{ 'struct': 'Whole', 'base': 'Part', 'data': {} }",
        "(2,1): error QAPI003: the type 'Part' does not exist under the conditions of this build")]
    [InlineData(
        "{ 'struct': 'Part', 'data': {}, 'if': 'CONFIG_PART' }\n{ 'command': 'get-part', 'data': 'Part' }",
        "(2,1): error QAPI003: the type 'Part' does not exist under the conditions of this build")]
    [InlineData(
        "{ 'enum': 'Kind', 'data': [ 'one' ], 'if': 'CONFIG_PART' }\n{ 'struct': 'One', 'data': {} }\n"
        + "{ 'union': 'Choice', 'base': { 'kind': 'Kind' }, 'discriminator': 'kind', 'data': { 'one': 'One' } }",
        "(3,32): error QAPI003: the type 'Kind' does not exist under the conditions of this build")]
    public void A_valid_schema_cannot_become_code(string schema, string error) => AssertError($"/schema/main.json{error}", schema);

    private static void AssertError(string expected, string schema)
    {
        GeneratorRun run = GeneratorRun.Start(Properties("contracts,agent,client"), [new SchemaText("/schema/main.json", schema)]);

        Diagnostic diagnostic = Assert.Single(run.Result.Diagnostics);
        Assert.Equal(expected, diagnostic.ToString());
        Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity);
        Assert.Empty(run.Files);
    }

    private static Dictionary<string, string> Properties(string emit) =>
        new() { ["QapiSchemaFile"] = "/schema/main.json", ["QapiEmitList"] = emit, ["QapiNamespace"] = "Sample" };
}
