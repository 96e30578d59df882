using System.Globalization;
using System.Text;

namespace Qga.Agent.Linux.SelfTesting;

/// <summary>What the self-test has found out, in its order, for people and for programs.</summary>
internal sealed class Findings
{
    private const int StatusWidth = 9;
    private const int AreaWidth = 14;
    private const int MostSubjectWidth = 48;

    private readonly List<Finding> _all = [];

    public IReadOnlyList<Finding> All => _all;

    /// <summary>The worst severity of all.</summary>
    public Severity Worst { get; private set; }

    /// <summary>Adds a finding.</summary>
    public void Add(string area, string subject, Severity severity, string text)
    {
        _all.Add(new(area, subject, severity, text));
        Worst = severity > Worst ? severity : Worst;
    }

    /// <summary>A line for each finding.</summary>
    public string ToTable()
    {
        int width = 0;
        foreach (Finding finding in _all)
        {
            width = Math.Max(width, Math.Min(finding.Subject.Length, MostSubjectWidth));
        }

        StringBuilder text = new();
        foreach (Finding finding in _all)
        {
            text.Append(finding.Status.PadRight(StatusWidth)).Append(finding.Area.PadRight(AreaWidth))
                .Append(finding.Subject.PadRight(width)).Append("  ").Append(finding.Text).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A JSON object with the exit status and the findings.</summary>
    public string ToJson()
    {
        StringBuilder text = new("{\"status\": ");
        text.Append((char)('0' + (int)Worst)).Append(", \"findings\": [");
        for (int index = 0; index < _all.Count; index++)
        {
            Finding finding = _all[index];
            text.Append(index == 0 ? "\n  {" : ",\n  {");
            Add(text, "\"status\": ", finding.Status);
            Add(text, ", \"area\": ", finding.Area);
            Add(text, ", \"subject\": ", finding.Subject);
            Add(text, ", \"text\": ", finding.Text);
            text.Append('}');
        }

        return text.Append("\n]}\n").ToString();
    }

    private static void Add(StringBuilder text, string name, string value)
    {
        text.Append(name).Append('"');
        foreach (char letter in value)
        {
            if (letter is '"' or '\\')
            {
                text.Append('\\').Append(letter);
            }
            else if (letter < ' ')
            {
                text.Append("\\u").Append(((int)letter).ToString("X4", CultureInfo.InvariantCulture));
            }
            else
            {
                text.Append(letter);
            }
        }

        text.Append('"');
    }
}
