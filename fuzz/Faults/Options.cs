namespace Qga.Faults;

/// <summary>The command line.</summary>
internal sealed record Options
{
    public const string Usage =
        """
        usage: fuzz/faults [--quick] [--scenario NAME] [--fault CALL:NUMBER:KIND] [--jobs NUMBER] [--agent PROGRAM]

          --quick                      some of the faults, in seconds
          --scenario NAME              only this scenario
          --fault CALL:NUMBER:KIND     only this fault, as the list of what is wrong names it
          --jobs NUMBER                so many at a time; as many as there are processors
          --agent PROGRAM              another executable than QGA_AGENT
        """;

    /// <summary>The agent's executable.</summary>
    public required string Agent { get; init; }

    /// <summary>Whether only some of the faults are tried.</summary>
    public bool Quick { get; init; }

    /// <summary>How many faults are tried at a time.</summary>
    public int Jobs { get; init; } = Environment.ProcessorCount;

    /// <summary>The only scenario; null: all.</summary>
    public string? Scenario { get; init; }

    /// <summary>The only fault; null: all.</summary>
    public Fault? Fault { get; init; }

    /// <summary>Reads the command line; null where it is wrong.</summary>
    public static Options? Parse(string[] words)
    {
        Options options = new() { Agent = Environment.GetEnvironmentVariable("QGA_AGENT") ?? "" };
        for (int i = 0; i < words.Length; i++)
        {
            string? value = i + 1 < words.Length ? words[i + 1] : null;
            Options? next = words[i] switch
            {
                "--quick" => options with { Quick = true },
                "--scenario" when value is not null => options with { Scenario = value },
                "--jobs" when int.TryParse(value, out int jobs) && jobs > 0 => options with { Jobs = jobs },
                "--agent" when value is not null => options with { Agent = value },
                "--fault" when value is not null && Fault.Parse(value) is { } fault => options with { Fault = fault },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            i += words[i] == "--quick" ? 0 : 1;
            options = next;
        }

        return File.Exists(options.Agent) ? options : null;
    }
}
