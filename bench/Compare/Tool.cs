using System.Diagnostics;
using System.Globalization;

namespace Qga.Compare;

/// <summary>Runs the host's tool, or what it is compared with, from its start to its end.</summary>
internal static class Tool
{
    /// <summary>Runs <c>qga</c>.</summary>
    /// <param name="words">Its words.</param>
    /// <exception cref="InvalidDataException">It fails.</exception>
    public static TimeSpan Run(params IReadOnlyList<string> words) => Run(Programs.Tool, words);

    /// <summary>Runs a program on the processors of clients; what it prints is dropped, at most as much as a pipe takes of errors.</summary>
    /// <param name="program">The program.</param>
    /// <param name="words">Its words.</param>
    /// <exception cref="InvalidDataException">It fails.</exception>
    public static TimeSpan Run(string program, IReadOnlyList<string> words)
    {
        ProcessStartInfo start = new(program, words) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["XDG_CONFIG_HOME"] = Leftovers.Folder;
        return Clock.Time(() =>
        {
            using Process process = Processors.StartClient(start);
            process.StandardOutput.BaseStream.CopyTo(Stream.Null);
            string complaint = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new InvalidDataException($"{program} {string.Join(' ', words)} ends with {process.ExitCode}: {complaint}");
            }
        });
    }

    /// <summary>The most memory that <c>qga</c> has, in KiB, as time(1) reports it.</summary>
    /// <param name="words">Its words.</param>
    /// <exception cref="InvalidDataException">It fails.</exception>
    public static double PeakKiB(params IReadOnlyList<string> words)
    {
        string report = Path.Combine(Leftovers.Folder, "peak");
        Run(Programs.Native("peak"), [report, Programs.Tool, .. words]);
        return double.Parse(File.ReadAllText(report), CultureInfo.InvariantCulture);
    }
}
