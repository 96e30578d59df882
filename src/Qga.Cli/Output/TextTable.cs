using System.Text;
using Spectre.Console;

namespace Qga.Cli.Output;

/// <summary>
/// Rows of cells in columns. On a terminal they have colours and bars; in a pipe they are plain text without tabs, two blanks between columns, so that
/// <c>awk</c> and <c>column</c> take it.
/// </summary>
internal static class TextTable
{
    private const int BarWidth = 10;

    /// <param name="terminal">Where it is written.</param>
    /// <param name="headers">The headings; null: none.</param>
    /// <param name="rows">The rows.</param>
    public static void Write(Terminal terminal, IReadOnlyList<string>? headers, IReadOnlyList<IReadOnlyList<Cell>> rows)
    {
        int count = headers?.Count ?? rows.Max(row => row.Count);
        int[] widths = new int[count];
        for (int column = 0; column < count; column++)
        {
            widths[column] = rows.Select(row => Width(row[column].Text) + BarOf(terminal, row[column]).Length)
                .Append(headers is null ? 0 : headers[column].Length)
                .Max();
        }

        StringBuilder line = new();
        if (headers is not null)
        {
            bool[] isNumber = [.. Enumerable.Range(0, count).Select(column => rows.Any(row => row[column].IsNumber))];
            WriteLine(terminal, line, [.. headers.Select((header, column) => new Cell(header, isNumber[column]))], widths, isHeader: true);
        }

        foreach (IReadOnlyList<Cell> row in rows)
        {
            WriteLine(terminal, line, row, widths, isHeader: false);
        }
    }

    private static void WriteLine(Terminal terminal, StringBuilder line, IReadOnlyList<Cell> row, int[] widths, bool isHeader)
    {
        line.Clear();
        for (int column = 0; column < row.Count; column++)
        {
            Cell cell = row[column];
            string bar = BarOf(terminal, cell);
            int padding = widths[column] - Width(cell.Text) - bar.Length;
            bool isLast = column == row.Count - 1;
            line.Append(bar).Append(' ', cell.IsNumber ? padding : 0);
            line.Append(Colored(terminal, cell, isHeader));
            line.Append(' ', (cell.IsNumber || isLast ? 0 : padding) + (isLast ? 0 : 2));
        }

        terminal.Output.WriteLine(line.ToString().TrimEnd());
    }

    private static string BarOf(Terminal terminal, Cell cell)
    {
        if (!terminal.IsOutputTerminal || cell.Share is not double share)
        {
            return "";
        }

        int full = (int)Math.Round(Math.Clamp(share, 0, 1) * BarWidth);
        return new string('█', full) + new string('░', BarWidth - full) + " ";
    }

    private static string Colored(Terminal terminal, Cell cell, bool isHeader)
    {
        if (!terminal.HasColor)
        {
            return cell.Text;
        }

        (string start, string end) = (isHeader, cell.Mood) switch
        {
            (true, _) => ("\e[1m", "\e[0m"),
            (_, Mood.Good) => ("\e[32m", "\e[0m"),
            (_, Mood.Warning) => ("\e[33m", "\e[0m"),
            (_, Mood.Bad) => ("\e[31m", "\e[0m"),
            _ => ("", ""),
        };
        return start + cell.Text + end;
    }

    // East Asian characters take two places.
    private static int Width(string text) => Ascii.IsValid(text) ? text.Length : text.GetCellWidth();
}
