using System.Text;
using Qapi;
using Qapi.Errors;
using Qapi.Model;
using Qapi.Source;

namespace Qga.Fuzz.Targets;

/// <summary>
/// The reader of schemas. Zeros part the input into files, main.json, 1.json and so on, which may include one another: the reader comes to an end, and to
/// a schema or to errors in lines that there are.
/// </summary>
internal sealed class SchemaTarget() : FuzzTarget("schema")
{
    private const string Main = "main.json";

    /// <inheritdoc/>
    public override int LongestInput => 2048;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Words { get; } =
    [
        "{ 'struct': 'A', 'data': {} }\n", "{ 'enum': 'E', 'data': [ 'x' ] }\n", "{ 'command': 'c', 'returns': 'A' }\n", "{ 'union': 'U', 'base': 'B', ",
        "'discriminator': 'k', ", "{ 'alternate': 'L', 'data': { ", "{ 'event': 'V' }\n", "{ 'include': '1.json' }\n", "{ 'include': 'main.json' }\n",
        "{ 'pragma': { ", "'doc-required': true", "'command-name-exceptions': [ ", "'returns': ", "'boxed': true", "'gen': false", "'if': ", "'not': ",
        "'all': [ ", "'any': [ ", "'features': [ ", "'data': { ", "'base': ", "'type': ", "'success-response': false", "'allow-oob': true",
        "'coroutine': true", "'*a': 'int'", "'str'", "'uint64'", "'size'", "'any'", "'null'", "'bool'", "'number'", "##\n", "# @A:\n#\n", "# @x: text\n",
        "# Since: 1.0\n", "# Returns: text\n", "# Features:\n#\n", "# .. qmp-example::\n", "# = Heading\n", "# TODO: x\n", "\0", "\t", "'", "{", "}", "[",
        "]", ":", ",", "true", "false", "__org.x_",
    ];

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        string[] texts = Encoding.UTF8.GetString(input).Split('\0');
        SchemaResult result = SchemaReader.Read(Main, new Texts(texts));
        Check.That(result.Schema is null == result.Errors.Count > 0, "there is a schema or there are errors");
        foreach (SchemaError error in result.Errors)
        {
            Check.That(error.Message.Length > 0, "an error says something");
            Check.That(IsPlace(error.Location, texts), "an error is in a line that there is");
            foreach (SourceLocation way in error.IncludedFrom)
            {
                Check.That(IsPlace(way, texts), "a directive is in a line that there is");
            }
        }

        SchemaResult again = SchemaReader.Read(Main, new Texts(texts));
        Check.That(again.Equals(result), "the same text comes to the same result");
    }

    private static bool IsPlace(SourceLocation place, string[] texts) =>
        new Texts(texts).TryRead(place.File, out string text) && place.Line >= 1 && place.Column >= 1 && place.Line <= text.Count(letter => letter == '\n') + 1;

    private sealed class Texts(string[] texts) : ISourceProvider
    {
        public bool TryRead(string path, out string text)
        {
            int index = path == Main ? 0 : path is [>= '1' and <= '9', '.', 'j', 's', 'o', 'n'] ? path[0] - '0' : -1;
            bool isThere = index >= 0 && index < texts.Length;
            text = isThere ? texts[index] : "";
            return isThere;
        }
    }
}
