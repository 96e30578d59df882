using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Qga.Conformance.InProcess;

/// <summary>Which transcripts need a system, or much time, and are played with a process only.</summary>
internal static partial class SystemNeed
{
    // The rest are played in a second.
    private const int MostRepetitions = 1_000_000;

    /// <summary>
    /// Whether a transcript needs files, keeps a handle or another value that only a system gives, or has a command of a system run. A command that the
    /// administrator has forbidden does not run.
    /// </summary>
    /// <param name="name">The transcript's name.</param>
    /// <param name="text">Its text.</param>
    /// <returns>Whether it does.</returns>
    public static bool Of(string name, string text)
    {
        if (Repetition().Matches(text).Any(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) > MostRepetitions))
        {
            return true;
        }

        // Nothing depends on how often something is repeated, and some transcripts have hundreds of megabytes.
        Transcript transcript = TranscriptReader.Read(name, Repetition().Replace(text, "* 1"));
        return transcript.Steps.Any(step => step is FileStep || (step is Exchange exchange && Of(exchange)));
    }

    private static bool Of(Exchange exchange) =>
        exchange.Replies.Any(reply => KeptValue().IsMatch(reply.Text))
        || (exchange.Packets.SelectMany(packet => CommandName().Matches(Encoding.Latin1.GetString(packet)))
                .Any(match => InProcessAgent.NeedsSystem(match.Groups[1].Value))
            && !exchange.Replies.All(reply => reply.Text.Contains("\"class\": \"CommandNotFound\"", StringComparison.Ordinal)));

    [GeneratedRegex("\\* *([0-9]+)")]
    private static partial Regex Repetition();

    [GeneratedRegex("<(?:int|number|string|bool) [a-z]+>")]
    private static partial Regex KeptValue();

    [GeneratedRegex("\"execute\" *: *\"([a-z-]+)\"")]
    private static partial Regex CommandName();
}
