using System.Text;

namespace Qga.Conformance;

/// <summary>Reads transcripts; README.md describes the form.</summary>
public static class TranscriptReader
{
    /// <summary>Reads a transcript.</summary>
    /// <returns>The transcript.</returns>
    /// <exception cref="FormatException">A line makes no sense; the message names it.</exception>
    public static Transcript Read(string name, string text)
    {
        var transcript = new Transcript(name, [], null, []);
        var steps = new List<Step>();
        foreach ((int number, string line) in Lines(text))
        {
            try
            {
                (string word, string rest) = Split(line);
                switch (word)
                {
                    case "options:":
                        transcript = transcript with { Options = Words(rest) };
                        break;
                    case "except":
                        transcript = transcript with { Exception = Mark(rest) };
                        break;
                    default:
                        Add(steps, number, word, rest);
                        break;
                }
            }
            catch (FormatException problem)
            {
                throw new FormatException($"{name}.transcript:{number}: {problem.Message}", problem);
            }
        }

        return steps.Count > 0 ? transcript with { Steps = steps } : throw new FormatException($"{name}.transcript: nothing in it");
    }

    private static void Add(List<Step> steps, int number, string word, string rest)
    {
        switch (word)
        {
            case ">":
                steps.Add(new Exchange(number, [Encoding.UTF8.GetBytes(rest + "\n")], Bytewise: false, [], []));
                break;
            case ">>" or ">1":
                steps.Add(new Exchange(number, ByteExpression.Parse(rest), Bytewise: word == ">1", [], []));
                break;
            case "<" or "<<":
                Exchange plain = LastExchange(steps);
                steps[^1] = plain.Marks.Count == 0
                    ? plain with { Replies = [.. plain.Replies, .. Patterns(word, rest)] }
                    : throw new FormatException("a reply for all stands before the marks");
                break;
            case "again":
                steps[^1] = LastExchange(steps) with { Again = new(rest) };
                break;
            case "!":
                Exchange unmarked = LastExchange(steps);
                steps[^1] = unmarked with { Marks = [.. unmarked.Marks, Mark(rest)] };
                break;
            case "!<" or "!<<":
                Exchange marked = LastExchange(steps);
                Mark last = marked.Marks.Count > 0 ? marked.Marks[^1] : throw new FormatException("no mark before it");
                last = last with { Replies = [.. last.Replies, .. Patterns(word[1..], rest)] };
                steps[^1] = marked with { Marks = [.. marked.Marks.SkipLast(1), last] };
                break;
            case "restart":
                steps.Add(new RestartStep(number, Words(rest)));
                break;
            case "make" or "file":
                (string file, string content) = Split(rest);
                steps.Add(new FileStep(number, word == "make", file, [.. ByteExpression.Parse(content).SelectMany(packet => packet)]));
                break;
            default:
                steps.Add(Enum.TryParse(word, ignoreCase: true, out ConnectionAction action)
                    ? new ConnectionStep(number, action, rest)
                    : throw new FormatException($"'{word}' is no step"));
                break;
        }
    }

    private static Exchange LastExchange(List<Step> steps) =>
        steps.LastOrDefault() as Exchange ?? throw new FormatException("nothing was sent before it");

    private static IEnumerable<ReplyPattern> Patterns(string word, string rest) => word == "<"
        ? [new(rest)]
        : Encoding.Latin1.GetString([.. ByteExpression.Parse(rest).SelectMany(packet => packet)])
            .TrimEnd('\n').Split('\n').Select(line => new ReplyPattern(rest, line));

    private static Mark Mark(string text) => text.Split(": ", 2) is [string agents, { Length: > 0 } reason]
        ? new(AgentSelector.Parse(agents), reason, [])
        : throw new FormatException("a mark is 'agents: reason'");

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static (string Head, string Tail) Split(string text) =>
        text.IndexOf(' ', StringComparison.Ordinal) is int blank and >= 0 ? (text[..blank], text[(blank + 1)..]) : (text, "");

    /// <summary>The lines that say something; an indented line goes on with the one before it, with a blank between.</summary>
    private static List<(int Number, string Line)> Lines(string text)
    {
        var lines = new List<(int Number, string Line)>();
        int number = 0;
        foreach (string line in text.Split('\n'))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line[0] == ' ' && lines.Count > 0)
            {
                lines[^1] = (lines[^1].Number, $"{lines[^1].Line} {line.Trim()}");
            }
            else
            {
                lines.Add((number, line));
            }
        }

        return lines;
    }
}
