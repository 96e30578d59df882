using System.Globalization;

namespace Qga.Compare;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    /// <summary>For people.</summary>
    public const string Usage = """
        usage: bench/compare [--check] [--quick] [--rounds N] [--only WORD]... [--json FILE] [--vm]
               bench/host    [the same options]
          --check      exit status 1 when a promise does not hold
          --quick      leaves out what takes a minute or more
          --rounds N   measures N pairs of each (7 if not given)
          --only WORD  only rows with this in their name; of several, those with any of them
          --json FILE  writes the rows to a file as well, a JSON object a line
          --vm         in a guest under emulation instead, through the agent's port
        QGA_AGENT names our agent's binary, QGA_REFERENCE the one to compare with (/usr/sbin/qemu-ga), QGA_TOOL the host's tool qga.
        """;

    /// <summary>Whether a promise that does not hold is a failure.</summary>
    public bool Check { get; private init; }

    /// <summary>Whether what takes long is left out.</summary>
    public bool Quick { get; private init; }

    /// <summary>Whether the agent is measured in a guest.</summary>
    public bool Vm { get; private init; }

    /// <summary>Whether the host's tool is measured, and not the agent: <c>bench/host</c> says so.</summary>
    public bool Host { get; private init; }

    /// <summary>How many pairs are measured.</summary>
    public int Rounds { get; private init; } = 7;

    /// <summary>What the rows' names must have one of, where there are any.</summary>
    public IReadOnlyList<string> Only { get; private init; } = [];

    /// <summary>The file for programs.</summary>
    public string? Json { get; private init; }

    /// <summary>Reads a command line.</summary>
    /// <param name="words">Its words.</param>
    /// <returns>Null where it is not understood.</returns>
    public static Options? Parse(ReadOnlySpan<string> words) => words switch
    {
        [] => new(),
        [.. var before, "--check"] => Parse(before) is { } options ? options with { Check = true } : null,
        [.. var before, "--quick"] => Parse(before) is { } options ? options with { Quick = true } : null,
        [.. var before, "--vm"] => Parse(before) is { } options ? options with { Vm = true } : null,
        [.. var before, "--host"] => Parse(before) is { } options ? options with { Host = true } : null,
        [.. var before, "--only", var word] => Parse(before) is { } options ? options with { Only = [.. options.Only, word] } : null,
        [.. var before, "--json", var file] => Parse(before) is { } options ? options with { Json = file } : null,
        [.. var before, "--rounds", var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int rounds) && rounds > 0 =>
            Parse(before) is { } options ? options with { Rounds = rounds } : null,
        _ => null,
    };

    /// <summary>Whether a row is asked for.</summary>
    /// <param name="row">The row.</param>
    public bool Wants(Row row) => Only.Count == 0 || Only.Any(word => row.Name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
