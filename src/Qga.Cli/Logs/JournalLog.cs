using System.Globalization;
using Qga.Cli.Failures;
using Qga.Cli.Looking;
using Qga.Cli.Programs;
using Qga.Client;

namespace Qga.Cli.Logs;

/// <summary>
/// The journal of a guest with systemd. journalctl is run again for what came after its last entry, which it names (a cursor): no program stays behind in
/// the guest, and nothing is read twice.
/// </summary>
internal sealed class JournalLog(GuestAgentClient client, LogQuery query) : ILogSource
{
    private const string CursorMark = "-- cursor: ";
    private const int NotFound = 127;

    private string? _cursor;

    /// <summary>Whether the guest has a journal; known when it has been read once.</summary>
    public bool IsAbsent { get; private set; }

    public async Task<IReadOnlyList<string>> ReadAsync(CancellationToken cancellationToken)
    {
        GuestCommandLine line = new("journalctl", Arguments()) { TimeLimit = query.Limit };
        GuestProgramResult result = GuestShellText.InTime(await client.RunAsync(line, cancellationToken).ConfigureAwait(false), query.Limit);
        // Where there are no files of a journal, a journalctl that is to be quiet fails without a word.
        bool isSilent = result is { Output.IsEmpty: true, Error.IsEmpty: true };
        if (result.Status == NotFound || (result.Status != 0 && isSilent) || result.ErrorText.Contains("No journal files were found", StringComparison.Ordinal))
        {
            IsAbsent = _cursor is null;
            return [];
        }

        if (result.Status != 0)
        {
            throw new VerbException($"the guest's journalctl fails: {result.ErrorText.Trim()}");
        }

        List<string> lines = [.. KernelText.LinesOf(result.OutputText)];
        if (lines is [.., var last] && last.StartsWith(CursorMark, StringComparison.Ordinal))
        {
            _cursor = last[CursorMark.Length..];
            lines.RemoveAt(lines.Count - 1);
        }

        lines.RemoveAll(line => line.StartsWith("-- No entries --", StringComparison.Ordinal));
        return lines;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private List<string> Arguments()
    {
        List<string> arguments = ["--no-pager", "--quiet", "--output=short-iso", "--show-cursor"];
        if (query.Unit is string unit)
        {
            arguments.Add($"--unit={unit}");
        }

        if (_cursor is not null)
        {
            arguments.Add($"--after-cursor={_cursor}");
            return arguments;
        }

        if (query.Since is string since)
        {
            arguments.Add($"--since={since}");
        }

        arguments.Add(string.Create(CultureInfo.InvariantCulture, $"--lines={query.Lines}"));
        return arguments;
    }
}
