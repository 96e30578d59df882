using Qga.Cli.Completion;
using Qga.Cli.Output;

namespace Qga.Cli.Shell;

/// <summary>Reads lines from a terminal, with the keys of readline(3) that everybody's fingers know, history and completion.</summary>
/// <param name="terminal">The terminal; its keys are read one by one, and the line is drawn on its output.</param>
/// <param name="prompt">What stands before the line.</param>
/// <param name="width">How many characters a line of the terminal has.</param>
/// <param name="complete">What the last word of some text can become.</param>
internal sealed class LineEditor(Terminal terminal, string prompt, Func<int> width, Func<string, IReadOnlyList<Candidate>> complete)
{
    private readonly LineBuffer _line = new();

    /// <summary>Reads a line.</summary>
    /// <param name="history">The lines before it, the oldest first.</param>
    /// <returns>The line; null: the user is done (Ctrl-D on an empty line).</returns>
    public string? ReadLine(IReadOnlyList<string> history)
    {
        _line.Set("");
        int place = history.Count;
        string kept = "";
        Draw();
        while (true)
        {
            ConsoleKeyInfo key = terminal.ReadKey();
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    _line.MoveToEnd();
                    Draw();
                    terminal.Output.WriteLine();
                    terminal.Output.Flush();
                    return _line.Text;
                case ConsoleKey.D when IsControl(key) && _line.Text.Length == 0:
                    terminal.Output.WriteLine();
                    terminal.Output.Flush();
                    return null;
                case ConsoleKey.C when IsControl(key):
                    terminal.Output.WriteLine("^C");
                    _line.Set("");
                    place = history.Count;
                    break;
                case ConsoleKey.UpArrow or ConsoleKey.DownArrow:
                    kept = place == history.Count ? _line.Text : kept;
                    place = Math.Clamp(place + (key.Key == ConsoleKey.UpArrow ? -1 : 1), 0, history.Count);
                    _line.Set(place == history.Count ? kept : history[place]);
                    break;
                case ConsoleKey.Tab:
                    Complete();
                    break;
                default:
                    Edit(key);
                    break;
            }

            Draw();
        }
    }

    private static bool IsControl(ConsoleKeyInfo key) => key.Modifiers.HasFlag(ConsoleModifiers.Control);

    private void Edit(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.LeftArrow:
                _line.Move(-1);
                break;
            case ConsoleKey.RightArrow:
                _line.Move(1);
                break;
            case ConsoleKey.Home:
            case ConsoleKey.A when IsControl(key):
                _line.MoveToStart();
                break;
            case ConsoleKey.End:
            case ConsoleKey.E when IsControl(key):
                _line.MoveToEnd();
                break;
            case ConsoleKey.Backspace:
                _line.DeleteBack();
                break;
            case ConsoleKey.Delete:
            case ConsoleKey.D when IsControl(key):
                _line.Delete();
                break;
            case ConsoleKey.U when IsControl(key):
                _line.DeleteToStart();
                break;
            case ConsoleKey.K when IsControl(key):
                _line.DeleteToEnd();
                break;
            case ConsoleKey.W when IsControl(key):
                _line.DeleteWord();
                break;
            case ConsoleKey.L when IsControl(key):
                terminal.Output.Write("\e[H\e[2J");
                break;
            default:
                _line.Insert(char.IsControl(key.KeyChar) ? "" : key.KeyChar.ToString());
                break;
        }
    }

    // What all candidates begin with is put in; where that is nothing new they are listed.
    private void Complete()
    {
        string before = _line.Text[.._line.Cursor];
        string word = before[(before.LastIndexOf(' ') + 1)..];
        IReadOnlyList<Candidate> candidates = complete(before);
        string common = candidates.Count == 0 ? word : candidates.Select(one => one.Text).Aggregate(CommonStart);
        if (common.Length > word.Length)
        {
            _line.Insert(common[word.Length..]);
        }
        else if (candidates.Count > 1)
        {
            terminal.Output.WriteLine();
            int longest = candidates.Max(one => one.Text.Length);
            foreach (Candidate candidate in candidates)
            {
                string line = $"{candidate.Text.PadRight(longest)}  {candidate.Description}".TrimEnd();
                terminal.Output.WriteLine(line[..Math.Min(line.Length, width() - 1)]);
            }
        }

        if (candidates.Count == 1 && !common.EndsWith('='))
        {
            _line.Insert(" ");
        }
    }

    private static string CommonStart(string left, string right)
    {
        int length = 0;
        while (length < Math.Min(left.Length, right.Length) && left[length] == right[length])
        {
            length++;
        }

        return left[..length];
    }

    // Of a line that is longer than the terminal's the part with the cursor is shown.
    private void Draw()
    {
        int room = Math.Max(8, width() - prompt.Length - 1);
        int start = Math.Max(0, _line.Cursor - room + 1);
        string shown = _line.Text.Substring(start, Math.Min(room, _line.Text.Length - start));
        int column = prompt.Length + _line.Cursor - start;
        terminal.Output.Write($"\r\e[K{prompt}{shown}\r{(column == 0 ? "" : $"\e[{column}C")}");
        terminal.Output.Flush();
    }
}
