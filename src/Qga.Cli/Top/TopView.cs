using Qga.Cli.Output;

namespace Qga.Cli.Top;

/// <summary>What the user sees of the live table, and how keys change it.</summary>
internal sealed class TopView(TimeSpan interval)
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    private int _sort;
    private bool _isAscending;
    private int _first;

    /// <summary>How long to wait between two samples.</summary>
    public TimeSpan Interval { get; private set; } = interval;

    /// <summary>Whether the user has asked for the end.</summary>
    public bool IsDone { get; private set; }

    public bool IsPaused { get; private set; }

    /// <summary>Takes a key.</summary>
    public void Take(ConsoleKeyInfo key)
    {
        switch (key)
        {
            case { KeyChar: 'q' or 'Q' } or { Key: ConsoleKey.Escape }:
                IsDone = true;
                break;
            case { Key: ConsoleKey.RightArrow } or { KeyChar: '>' }:
                _sort = (_sort + 1) % TopColumns.All.Count;
                break;
            case { Key: ConsoleKey.LeftArrow } or { KeyChar: '<' }:
                _sort = (_sort + TopColumns.All.Count - 1) % TopColumns.All.Count;
                break;
            case { KeyChar: 'r' or 'R' }:
                _isAscending = !_isAscending;
                break;
            case { Key: ConsoleKey.DownArrow }:
                _first++;
                break;
            case { Key: ConsoleKey.UpArrow }:
                _first = Math.Max(0, _first - 1);
                break;
            case { KeyChar: '+' }:
                Interval = Interval * 2 < s_longest ? Interval * 2 : s_longest;
                break;
            case { KeyChar: '-' }:
                Interval = Interval / 2 > s_shortest ? Interval / 2 : s_shortest;
                break;
            case { KeyChar: ' ' }:
                IsPaused = !IsPaused;
                break;
        }
    }

    /// <summary>The rows in the order that the user wants. Guests without values are last.</summary>
    public IReadOnlyList<TopRow> Sort(IEnumerable<TopRow> rows)
    {
        Func<TopRow, double?> value = TopColumns.All[_sort].ValueOf;
        IOrderedEnumerable<TopRow> known = rows.OrderBy(row => row.Problem is not null).ThenBy(row => value(row) is null);
        return [.. (_isAscending ? known.ThenBy(value) : known.ThenByDescending(value)).ThenBy(row => row.Guest, StringComparer.Ordinal)];
    }

    /// <summary>The screen, line by line, none wider than the terminal.</summary>
    public IReadOnlyList<string> Draw(IReadOnlyList<TopRow> rows, int width, int height, bool hasColor, DateTimeOffset now)
    {
        IReadOnlyList<TopRow> sorted = Sort(rows);
        int room = Math.Max(1, height - 3);
        _first = Math.Clamp(_first, 0, Math.Max(0, sorted.Count - room));
        int guestWidth = Math.Clamp(sorted.Select(row => ValueText.Printable(row.Guest).Length).DefaultIfEmpty(0).Max(), 5, 24);

        string guests = rows.Count == 1 ? "1 guest" : $"{rows.Count} guests";
        string head = $"qga top  {now.ToLocalTime():HH:mm:ss}  {guests}  every {ValueText.Duration(Interval)}{(IsPaused ? "  paused" : "")}";
        List<string> lines =
        [
            Fit(head, width),
            TopLine.Header(guestWidth, _sort, width, hasColor),
            .. sorted.Skip(_first).Take(room).Select(row => TopLine.Of(row, guestWidth, width, hasColor)),
        ];
        while (lines.Count < height - 1)
        {
            lines.Add("");
        }

        lines.Add(Fit("q quit   < > sort   r reverse   up down scroll   + - interval   space pause", width));
        return lines;
    }

    private static string Fit(string text, int width) => text.Length <= width ? text : text[..Math.Max(0, width)];
}
