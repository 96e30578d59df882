namespace Qga.Cli.Output;

/// <summary>One member of an answer.</summary>
/// <param name="Header">Its heading for people.</param>
/// <param name="Name">Its name in JSON; part of the tool's interface, docs/qga-json.md.</param>
/// <param name="Kind">What its values are.</param>
internal sealed record Column(string Header, string Name, ValueKind Kind = ValueKind.Text);
