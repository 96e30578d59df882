using System.Text;

namespace Qga.Cli.Top;

/// <summary>The terminal's second screen, as pagers and editors use it. Its disposal gives the first one back as it was.</summary>
internal sealed class AlternateScreen : IDisposable
{
    private readonly TextWriter _output;

    public AlternateScreen(TextWriter output)
    {
        _output = output;
        // The screen, no cursor, no wrapping of long lines.
        _output.Write("\e[?1049h\e[?25l\e[?7l");
        _output.Flush();
    }

    /// <summary>Shows lines from the top. What was below or right of them is gone.</summary>
    public void Show(IReadOnlyList<string> lines)
    {
        StringBuilder text = new("\e[H");
        for (int index = 0; index < lines.Count; index++)
        {
            text.Append(lines[index]).Append("\e[K").Append(index < lines.Count - 1 ? "\r\n" : "\e[J");
        }

        _output.Write(text.ToString());
        _output.Flush();
    }

    public void Dispose()
    {
        // .NET switches the keypad to its application mode for reading keys, and leaves it so.
        _output.Write("\e[?7h\e[?25h\e[?1049l\e[?1l\e>");
        _output.Flush();
    }
}
