using System.Text;

namespace Qga.Differential;

/// <summary>Everything that is compared, sent once to both agents.</summary>
public sealed class ComparedRun
{
    private readonly List<Difference> _differences = [];
    private readonly List<string> _accepted = [];
    private readonly List<string> _faults = [];

    /// <summary>Sends it.</summary>
    public ComparedRun()
    {
        if (AgentUnderTest.Ours is null || AgentUnderTest.Reference is null)
        {
            return;
        }

        using var ours = new ComparedAgent(AgentUnderTest.Ours);
        using var qemu = new ComparedAgent(AgentUnderTest.Reference);
        var requests = new Requests(AgentSchema.Own);

        // First, as it relies on the numbers that new agents begin with.
        foreach (Request request in FileSequences.All())
        {
            Compare(ours, qemu, request);
        }

        CompareFiles(ours, qemu);
        foreach (Request request in EnvelopeRequests.All.Concat(new RandomIds().All).Concat(requests.Harmless).Concat(new RandomRequests(AgentSchema.Own).All))
        {
            Compare(ours, qemu, request);
        }

        // Last, as it takes each agent another number of questions, and new releases number the lines in their complaints.
        foreach (string arguments in ExecRun.All)
        {
            CompareEnds(ours, qemu, arguments);
        }

        // That arguments of any kind which must be refused are refused has been seen; only then are they sent to commands that must not run.
        if (_accepted.Count == 0)
        {
            foreach (Request request in requests.Refused)
            {
                Compare(ours, qemu, request);
            }
        }
    }

    /// <summary>How many requests were sent.</summary>
    public int Count { get; private set; }

    /// <summary>Where the replies differ.</summary>
    public IReadOnlyList<Difference> Differences => _differences;

    /// <summary>Requests that should have been refused.</summary>
    public IReadOnlyList<string> Accepted => _accepted;

    /// <summary>Replies that the schema does not allow.</summary>
    public IReadOnlyList<string> Faults => _faults;

    private void Compare(ComparedAgent ours, ComparedAgent qemu, Request request)
    {
        ours.Send(request.Text);
        qemu.Send(request.Text);
        IReadOnlyList<string> one = ours.Receive(), other = qemu.Receive();
        Count++;
        _differences.AddRange(new Comparison(request).Of(one, other));
        Check(request, "ours", one);
        Check(request, "qemu", other);
    }

    private void CompareFiles(ComparedAgent ours, ComparedAgent qemu)
    {
        foreach (string name in FileSequences.Files)
        {
            string one = Convert.ToHexString(File.ReadAllBytes(Path.Combine(ours.Folder, name)));
            string other = Convert.ToHexString(File.ReadAllBytes(Path.Combine(qemu.Folder, name)));
            if (one != other)
            {
                _differences.Add(new(new("file", name, true), "content", one, other));
            }
        }
    }

    private void CompareEnds(ComparedAgent ours, ComparedAgent qemu, string arguments)
    {
        ExecRun one = ExecRun.Of(ours, arguments), other = ExecRun.Of(qemu, arguments);
        Count++;
        _differences.AddRange(new Comparison(one.Start).Of(one.End, other.End));
        _differences.AddRange(new Comparison(one.Status).Of(one.Afterwards, other.Afterwards));
        foreach ((string agent, ExecRun run) in (ReadOnlySpan<(string, ExecRun)>)[("ours", one), ("qemu", other)])
        {
            Check(run.Status, agent, run.End);
            Check(run.Status, agent, run.Afterwards);
        }
    }

    private void Check(Request request, string agent, IReadOnlyList<string> lines)
    {
        foreach (string line in lines)
        {
            _faults.AddRange(ReplyValidator.Own.Faults(Latin1(request.Text), line).Select(fault => $"{agent}: {request.Text}\n  {line}\n  {fault}"));
        }

        if (!request.Fits && (lines.Count == 0 || lines.Any(line => line.Contains("\"return\": ", StringComparison.Ordinal))))
        {
            _accepted.Add($"{agent}: {request.Text}\n  {string.Join("\n  ", lines)}");
        }
    }

    private static string Latin1(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
