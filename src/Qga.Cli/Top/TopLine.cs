using System.Text;
using Qga.Cli.Output;

namespace Qga.Cli.Top;

/// <summary>Lines of the live table. Columns that do not fit the terminal are left out as a whole.</summary>
internal static class TopLine
{
    private const int ShareWidth = 16;
    private const int NumberWidth = 9;
    private const int BarWidth = 10;

    // From these shares on a processor or a memory is yellow, and red.
    private const double Busy = 0.7;
    private const double Full = 0.9;

    private static readonly HashSet<string> s_bars = ["cpu-share", "memory-share"];

    public static string Header(int guestWidth, int sort, int width, bool hasColor)
    {
        StringBuilder line = new(Pad("GUEST", guestWidth, false));
        int used = guestWidth;
        foreach ((int index, TopColumn column) in TopColumns.All.Index())
        {
            int cell = WidthOf(column);
            if ((used += cell + 1) > width)
            {
                break;
            }

            string text = Pad(index == sort ? $"{column.Column.Header}*" : column.Column.Header, cell, true);
            line.Append(' ').Append(hasColor && index == sort ? $"\e[7m{text}\e[27m" : text);
        }

        return hasColor ? $"\e[1m{line}\e[0m" : line.ToString();
    }

    public static string Of(TopRow row, int guestWidth, int width, bool hasColor)
    {
        string guest = ValueText.Printable(row.Guest);
        StringBuilder line = new(Pad(guest.Length > guestWidth ? guest[..guestWidth] : guest, guestWidth, false));
        if (row.Problem is string problem)
        {
            string text = ValueText.Printable(problem);
            int room = Math.Max(0, width - guestWidth - 1);
            text = text.Length > room ? text[..room] : text;
            return line.Append(' ').Append(hasColor ? $"\e[31m{text}\e[0m" : text).ToString();
        }

        int used = guestWidth;
        foreach (TopColumn column in TopColumns.All)
        {
            int cell = WidthOf(column);
            if ((used += cell + 1) > width)
            {
                break;
            }

            line.Append(' ').Append(CellOf(column, row, cell, hasColor));
        }

        return line.ToString();
    }

    private static string CellOf(TopColumn column, TopRow row, int width, bool hasColor)
    {
        double? value = column.ValueOf(row);
        string text = ValueText.Of(value, column.Column.Kind);
        if (value is not double share || !s_bars.Contains(column.Column.Name))
        {
            return Pad(text, width, true);
        }

        int full = (int)Math.Round(Math.Clamp(share, 0, 1) * BarWidth);
        string bar = new string('█', full) + new string('░', BarWidth - full);
        string colored = !hasColor ? bar : share >= Full ? $"\e[31m{bar}\e[0m" : share >= Busy ? $"\e[33m{bar}\e[0m" : $"\e[32m{bar}\e[0m";
        return colored + Pad(text, width - BarWidth, true);
    }

    private static int WidthOf(TopColumn column) => s_bars.Contains(column.Column.Name) ? ShareWidth : NumberWidth;

    private static string Pad(string text, int width, bool isRight) => isRight ? text.PadLeft(width) : text.PadRight(width);
}
