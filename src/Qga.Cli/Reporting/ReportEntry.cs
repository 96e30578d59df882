namespace Qga.Cli.Reporting;

/// <summary>A file of a report.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">Its content.</param>
internal sealed record ReportEntry(string Name, string Text);
