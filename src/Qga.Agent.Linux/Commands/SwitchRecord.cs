using System.Globalization;

namespace Qga.Agent.Linux.Commands;

/// <summary>What a command takes online and offline, as audit records say it: <c>online: 2 3, offline: none</c>.</summary>
internal sealed class SwitchRecord
{
    // The log cuts what is longer.
    private const int MostNamed = 32;

    private readonly List<string> _online = [];
    private readonly List<string> _offline = [];

    /// <summary>Adds a unit by its number.</summary>
    public void Add(long number, bool online)
    {
        List<string> names = online ? _online : _offline;
        if (names.Count <= MostNamed)
        {
            names.Add(names.Count < MostNamed ? number.ToString(CultureInfo.InvariantCulture) : "…");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"online: {Text(_online)}, offline: {Text(_offline)}";

    private static string Text(List<string> names) => names.Count == 0 ? "none" : string.Join(' ', names);
}
