using Qga.Cli.Failures;
using Qga.Client;

namespace Qga.Cli.Guests;

/// <summary>
/// The names that the user gave: <c>~/.config/qga/guests</c>, or <c>$XDG_CONFIG_HOME/qga/guests</c>. A line is <c>NAME = ADDRESS</c>; what follows a
/// <c>#</c> at its start is a comment.
/// </summary>
internal static class GuestsFile
{
    /// <summary>Where the file is, whether or not it exists.</summary>
    public static string DefaultPath => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } folder
            ? folder
            : Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", ".config"),
        "qga",
        "guests");

    /// <summary>Reads the file.</summary>
    /// <returns>The guests; none if there is no file.</returns>
    /// <exception cref="UsageException">A line is wrong.</exception>
    public static IReadOnlyList<Guest> Read(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        List<Guest> guests = [];
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (line.AsSpan().Trim() is not ([] or ['#', ..]))
            {
                guests.Add(ReadLine(line, $"{path}:{number}"));
            }
        }

        return guests;
    }

    private static Guest ReadLine(string line, string place)
    {
        int sign = line.IndexOf('=', StringComparison.Ordinal);
        string name = sign < 0 ? "" : line[..sign].Trim();
        if (name.Length == 0)
        {
            throw new UsageException($"{place}: a line is NAME = ADDRESS");
        }

        try
        {
            return new(name, GuestAddress.Parse(line[(sign + 1)..].Trim()), "file");
        }
        catch (FormatException problem)
        {
            throw new UsageException($"{place}: {problem.Message}");
        }
    }
}
