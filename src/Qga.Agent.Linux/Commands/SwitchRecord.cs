namespace Qga.Agent.Linux.Commands;

/// <summary>What a command takes online and offline, as audit records say it: <c>online: 2 3, offline: none</c>.</summary>
internal static class SwitchRecord
{
    // The log cuts what is longer.
    private const int MostNamed = 32;

    public static string Of(IEnumerable<(string Name, bool Online)> units) => $"online: {Names(units, online: true)}, offline: {Names(units, online: false)}";

    private static string Names(IEnumerable<(string Name, bool Online)> units, bool online)
    {
        string[] names = [.. units.Where(unit => unit.Online == online).Select(unit => unit.Name).Take(MostNamed + 1)];
        if (names.Length > MostNamed)
        {
            names[MostNamed] = "…";
        }

        return names.Length == 0 ? "none" : string.Join(' ', names);
    }
}
