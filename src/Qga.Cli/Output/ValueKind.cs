namespace Qga.Cli.Output;

/// <summary>What the values of a column are, which decides how people see them. JSON has them as they are.</summary>
internal enum ValueKind
{
    Text,

    /// <summary>A number; right-aligned.</summary>
    Number,

    /// <summary>A number of bytes: 1.5 GiB for people.</summary>
    Bytes,

    /// <summary>A share from 0 to 1: a bar and 42 % for people.</summary>
    Share,

    /// <summary>A <see cref="DateTimeOffset"/>; ISO 8601 in JSON.</summary>
    Time,

    /// <summary>A <see cref="TimeSpan"/>; seconds in JSON.</summary>
    Duration,

    /// <summary>A word that is green, yellow or red: see <see cref="State"/>.</summary>
    State,

    /// <summary>A bool: yes or no.</summary>
    Flag,

    /// <summary>A list of texts: separated by blanks, an array in JSON.</summary>
    List,

    /// <summary>A list of texts that have blanks in them: separated by semicolons, an array in JSON.</summary>
    Sentences,
}
