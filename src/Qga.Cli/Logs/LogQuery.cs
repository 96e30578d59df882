namespace Qga.Cli.Logs;

/// <summary>Which lines of a log are meant.</summary>
/// <param name="Unit">The service; null: all.</param>
/// <param name="Lines">How many of those that are there already.</param>
/// <param name="Since">From when on, as journalctl(1) takes it; null: whatever <paramref name="Lines"/> gives.</param>
/// <param name="File">The file; null: the journal, or the file that the system logs to.</param>
/// <param name="Limit">How long a program of the guest's may take to give them.</param>
internal sealed record LogQuery(string? Unit, int Lines, string? Since, string? File, TimeSpan Limit);
