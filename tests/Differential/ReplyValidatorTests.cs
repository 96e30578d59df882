using Qapi.Source;

namespace Qga.Differential;

/// <summary>What is wrong with a reply is found, and only that.</summary>
public sealed class ReplyValidatorTests : ISourceProvider
{
    private const string Schema = """
        { 'enum': 'Colour', 'data': [ 'red', { 'name': 'mauve', 'if': 'CONFIG_WIN32' } ] }
        { 'struct': 'Inner', 'data': { 'deep': 'bool' } }
        { 'struct': 'Base', 'data': { 'inherited': 'str' } }
        { 'struct': 'All', 'base': 'Base',
          'data': { 'int': 'int', 'uint8': 'uint8', 'uint64': 'uint64', 'number': 'number', 'list': [ 'Inner' ], '*colour': 'Colour',
                    '*data': { 'type': 'str', 'features': [ 'base64' ] }, 'elsewhere': { 'type': 'int', 'if': 'CONFIG_WIN32' } } }
        { 'struct': 'RedPart', 'data': { 'hue': 'int16' } }
        { 'enum': 'Shade', 'data': [ 'red', 'none' ] }
        { 'union': 'Painted', 'base': { 'shade': 'Shade' }, 'discriminator': 'shade', 'data': { 'red': 'RedPart' } }
        { 'alternate': 'Either', 'data': { 'number': 'int', 'name': 'Colour' } }
        { 'struct': 'Holder', 'data': { 'either': 'Either' } }
        { 'command': 'get-all', 'returns': 'All' }
        { 'command': 'get-painted', 'returns': [ 'Painted' ] }
        { 'command': 'get-holder', 'returns': 'Holder' }
        { 'command': 'do-it' }
        { 'command': 'leave', 'success-response': false }
        { 'command': 'mark', 'returns': 'Base', 'features': [ 'sentinel' ] }
        """;

    private const string All =
        """{"return": {"inherited": "x", "int": -1, "uint8": 255, "uint64": 18446744073709551615, "number": 1.5, "list": [{"deep": true}]}}""";

    public static TheoryData<string, string> Valid => new()
    {
        { "get-all", All },
        { "get-all", All.Replace("[{\"deep\": true}]", "[], \"colour\": \"red\", \"data\": \"YQ==\"", StringComparison.Ordinal) },
        { "get-painted", """{"return": [{"shade": "red", "hue": -32768}, {"shade": "none"}]}""" },
        { "get-holder", """{"return": {"either": 1}}""" },
        { "get-holder", """{"return": {"either": "red"}}""" },
        { "do-it", """{"return": {}}""" },
        { "mark", "\u00FF{\"return\": {\"inherited\": \"\"}}" },
        { "mark", """{"error": {"class": "GenericError", "desc": "no"}}""" },
        { "leave", """{"error": {"class": "GenericError", "desc": "no"}}""" },
        { "unknown", """{"error": {"class": "CommandNotFound", "desc": "no"}}""" },
    };

    public static TheoryData<string, string, string> Faulty => new()
    {
        { "get-all", All.Replace("\"int\": -1, ", "", StringComparison.Ordinal), "return.int is missing" },
        { "get-all", All.Replace("\"inherited\": \"x\", ", "", StringComparison.Ordinal), "return.inherited is missing" },
        { "get-all", All.Replace("-1", "1.0", StringComparison.Ordinal), "return.int is not an integer: 1.0" },
        { "get-all", All.Replace("-1", "1e0", StringComparison.Ordinal), "return.int is not an integer: 1e0" },
        {
            "get-all",
            All.Replace("-1", "9223372036854775808", StringComparison.Ordinal),
            "return.int is not within -9223372036854775808 and 9223372036854775807: 9223372036854775808"
        },
        { "get-all", All.Replace("255", "256", StringComparison.Ordinal), "return.uint8 is not within 0 and 255: 256" },
        { "get-all", All.Replace("255", "-1", StringComparison.Ordinal), "return.uint8 is not within 0 and 255: -1" },
        { "get-all", All.Replace("1615", "1616", StringComparison.Ordinal), "return.uint64 is not within 0 and 18446744073709551615: 18446744073709551616" },
        { "get-all", All.Replace("1.5", "\"1.5\"", StringComparison.Ordinal), "return.number is not a number: \"1.5\"" },
        { "get-all", All.Replace("true", "null", StringComparison.Ordinal), "return.list[0].deep is not a boolean: null" },
        { "get-all", All.Replace("[{\"deep\": true}]", "{}", StringComparison.Ordinal), "return.list is not an array: {}" },
        { "get-all", All.Replace("{\"deep\": true}", "7", StringComparison.Ordinal), "return.list[0] is not an object: 7" },
        { "get-all", All.Replace("\"x\"", "7", StringComparison.Ordinal), "return.inherited is not a string: 7" },
        { "get-all", All.Replace("1.5", "1.5, \"colour\": \"mauve\"", StringComparison.Ordinal), "return.colour is not a Colour: \"mauve\"" },
        { "get-all", All.Replace("1.5", "1.5, \"data\": \"?\"", StringComparison.Ordinal), "return.data is not base64: \"?\"" },
        { "get-all", All.Replace("1.5", "1.5, \"elsewhere\": 1", StringComparison.Ordinal), "return.elsewhere is unknown" },
        { "get-all", All.Replace("\"number\": 1.5", "\"number\": 1, \"number\": 1", StringComparison.Ordinal), "the reply is no object, or not JSON" },
        { "get-all", All.Replace("1.5", "inf", StringComparison.Ordinal), "the reply is no object, or not JSON" },
        { "get-all", All.Replace("\"x\"", "\"\u00E4\"", StringComparison.Ordinal), "byte E4 in the reply" },
        { "get-all", All.Replace("\"x\"", "\"\t\"", StringComparison.Ordinal), "byte 09 in the reply" },
        { "get-painted", """{"return": [{"shade": "red"}]}""", "return[0].hue is missing" },
        { "get-painted", """{"return": [{"shade": "none", "hue": 1}]}""", "return[0].hue is unknown" },
        { "get-painted", """{"return": [{"shade": "blue"}]}""", "return[0].shade is not a Shade: \"blue\"" },
        { "get-holder", """{"return": {"either": true}}""", "return.either is not a Either: true" },
        { "get-holder", """{"return": {"either": "blue"}}""", "return.either is not a Colour: \"blue\"" },
        { "do-it", """{"return": {"more": 1}}""", "return.more is unknown" },
        { "do-it", """{"return": 1}""", "return is not an object: 1" },
        { "do-it", """{"return": {}, "id": 1}""", "id was not asked for" },
        { "do-it", """{"return": {}, "note": 1}""", "note is unknown" },
        { "do-it", """{"return": {}, "error": {"class": "GenericError", "desc": "no"}}""", "error is unknown" },
        { "do-it", "[]", "the reply is no object, or not JSON" },
        { "do-it", "{}", "neither return nor error" },
        {
            "do-it",
            """{"error": {"class": "OtherError", "desc": "no"}}""",
            "error is not a known class and a text: {\"class\": \"OtherError\", \"desc\": \"no\"}"
        },
        {
            "do-it",
            """{"error": {"class": "GenericError", "desc": ""}}""",
            "error is not a known class and a text: {\"class\": \"GenericError\", \"desc\": \"\"}"
        },
        { "do-it", """{"error": {"class": "GenericError"}}""", "error is not a known class and a text: {\"class\": \"GenericError\"}" },
        { "do-it", "\u00FF{\"return\": {}}", "0xFF before the reply" },
        { "mark", """{"return": {"inherited": ""}}""", "0xFF is missing" },
        { "mark", "\u00FF{\"error\": {\"class\": \"GenericError\", \"desc\": \"no\"}}", "0xFF before the reply" },
        { "leave", """{"return": {}}""", "leave must not answer when it succeeds" },
        { "unknown", """{"return": {}}""", "success of no known command" },
    };

    private ReplyValidator Validator => new(AgentSchema.Read("schema.json", this));

    [Theory]
    [MemberData(nameof(Valid))]
    public void Valid_replies_have_no_fault(string command, string reply) =>
        Assert.Empty(Validator.Faults($"{{\"execute\": \"{command}\"}}", reply));

    [Theory]
    [MemberData(nameof(Faulty))]
    public void Faults_are_named(string command, string reply, string fault) =>
        Assert.Equal([fault], Validator.Faults($"{{\"execute\": \"{command}\"}}", reply));

    [Theory]
    [InlineData("0.1", "0.10000000000000001", true)]
    [InlineData("1", "2", false)]
    [InlineData("[1, {\"a\": 1e2}]", "[1, {\"a\": 100}]", true)]
    [InlineData("[1, {\"a\": 1e2}]", "[1, {\"a\": 101}]", false)]
    [InlineData("1", "\"1\"", false)]
    [InlineData("\"a\"", "\"a\"", true)]
    [InlineData("\"a\"", "\"b\"", false)]
    [InlineData("{\"a\": 1, \"b\": null}", "{\"b\": null, \"a\": 1}", true)]
    [InlineData("[1]", "[1, 1]", false)]
    [InlineData("null", "null", true)]
    public void The_requests_id_comes_back(string sent, string told, bool isValid) => Assert.Equal(
        isValid ? [] : ["id is another one"],
        Validator.Faults($"{{\"execute\": \"do-it\", \"id\": {sent}}}", $"{{\"return\": {{}}, \"id\": {told}}}"));

    [Fact]
    public void A_lost_id_is_missed() =>
        Assert.Equal(["id is missing"], Validator.Faults("""{"execute": "do-it", "id": 1}""", """{"return": {}}"""));

    [Fact]
    public void The_projects_own_schema_is_read() => Assert.Contains(AgentSchema.Own.Commands, command => command.Name == "guest-info");

    public bool TryRead(string path, out string text)
    {
        text = Schema;
        return true;
    }
}
