using Qga.Cli.Output;

namespace Qga.Cli.Tests;

public sealed class TextStreamTests
{
    [Theory]
    [InlineData(true, "a\tb\r\n\uFFFD]0;x\uFFFD\uFFFD é\uFFFD\uFFFD")]
    [InlineData(false, "a\tb\r\n\e]0;x\a\u007F é\u009B\uFFFD")]
    public void Terminal_is_not_driven(bool isTerminal, string expected)
    {
        using StringWriter writer = new();
        using TextStream stream = new(writer, isTerminal);
        byte[] bytes = [.. "a\tb\r\n\e]0;x\a\u007F é\u009B"u8, 0xFF, (byte)'.'];

        // Characters are cut anywhere.
        foreach (byte one in bytes)
        {
            stream.Write([one]);
        }

        Assert.Equal(expected + ".", writer.ToString());
    }
}
