using System.Text;

namespace Qga.Differential;

/// <summary>Everything that is compared, sent once to both agents.</summary>
public sealed class ComparedRun
{
    private readonly Requests _requests = new(AgentSchema.Own);
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

        CompareServing();
        CompareRefusing(frozen: true);

        IEnumerable<string> commands = AgentSchema.Own.Commands.Select(command => command.Name);

        // Every other command is forbidden.
        CompareRefusing(frozen: false, "-b", string.Join(',', commands.Where((_, index) => index % 2 == 0)));
    }

    /// <summary>How many requests were sent.</summary>
    public int Count { get; private set; }

    /// <summary>Where the replies differ.</summary>
    public IReadOnlyList<Difference> Differences => _differences;

    /// <summary>Requests that should have been refused.</summary>
    public IReadOnlyList<string> Accepted => _accepted;

    /// <summary>Replies that the schema does not allow.</summary>
    public IReadOnlyList<string> Faults => _faults;

    private void CompareServing()
    {
        using var ours = new ComparedAgent(AgentUnderTest.Ours!, frozen: false);
        using var qemu = new ComparedAgent(AgentUnderTest.Reference!, frozen: false);

        // First, as it relies on the numbers that new agents begin with.
        Compare(ours, qemu, FileSequences.All());
        CompareFiles(ours, qemu);
        Compare(ours, qemu, EnvelopeRequests.All.Concat(new RandomIds().All));
        Compare(ours, qemu, _requests.Harmless.Concat(new RandomRequests(AgentSchema.Own).All));

        // Late, as it takes each agent another number of questions, and new releases number the lines in their complaints.
        foreach (string arguments in ExecRun.All)
        {
            CompareEnds(ours, qemu, arguments);
        }

        CompareRefused(ours, qemu);
    }

    private void CompareRefusing(bool frozen, params string[] options)
    {
        using var ours = new ComparedAgent(AgentUnderTest.Ours!, frozen, options);
        using var qemu = new ComparedAgent(AgentUnderTest.Reference!, frozen, options);
        Compare(ours, qemu, _requests.Harmless);
        CompareRefused(ours, qemu);
    }

    // That arguments of any kind which must be refused are refused has been seen; only then are they sent to commands that must not run.
    private void CompareRefused(ComparedAgent ours, ComparedAgent qemu) => Compare(ours, qemu, _accepted.Count == 0 ? _requests.Refused : []);

    private void Compare(ComparedAgent ours, ComparedAgent qemu, IEnumerable<Request> requests)
    {
        foreach (Request request in requests)
        {
            Compare(ours, qemu, request);
        }
    }

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
