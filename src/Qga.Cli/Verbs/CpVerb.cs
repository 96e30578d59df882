using System.CommandLine;
using Qga.Cli.Failures;
using Qga.Cli.Files;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga cp</c>.</summary>
internal sealed class CpVerb : Verb
{
    private static readonly Column[] s_columns =
    [
        new("SOURCE", "source"),
        new("PATH", "path"),
        new("FILES", "files", ValueKind.Number),
        new("SIZE", "bytes", ValueKind.Bytes),
        new("RESUMED", "resumed-bytes", ValueKind.Bytes),
        new("VERIFIED BY", "verified-by"),
        new("RENAMED", "renamed", ValueKind.Flag),
        new("SHA-256", "sha256"),
        new("SKIPPED", "skipped", ValueKind.Sentences),
        new("CHANGED", "changed", ValueKind.Sentences),
    ];

    private readonly Argument<string[]> _words = new("WORDS")
    {
        Description = "Files of this host and GUEST:PATH, the last one is where they go; - is standard input or output",
        HelpName = "SOURCE... TARGET",
        Arity = new(2, 100_000),
    };

    private readonly Option<bool> _recursive = new("--recursive", "-r") { Description = "Copy directories with all that is in them" };
    private readonly Option<bool> _preserve = new("--preserve", "-p") { Description = "Keep times and the whole mode" };
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on with a copy that was broken off, and keep what there is if this one is" };
    private readonly Option<bool> _noVerify = new("--no-verify") { Description = "Do not compare the copy with the original" };

    public CpVerb(Invocation invocation)
        : base("cp", VerbGroup.Files, "Copy files and directories to, from and between guests")
    {
        Add(_words);
        Add(_recursive);
        Add(_preserve);
        Add(_resume);
        Add(_noVerify);
        SetAction((arguments, cancellationToken) => RunAsync(invocation.With(arguments), arguments, cancellationToken));
    }

    public override IReadOnlyList<Column> Fields => s_columns;

    public override string? WhyNoJson(ParseResult arguments) =>
        arguments.GetRequiredValue(_words)[^1] == "-" ? "the file goes to standard output" : null;

    public override IReadOnlyList<Example> Examples =>
    [
        new("cp app.conf web1:/etc/app/", "into a directory of a guest"),
        new("cp -r web1:/var/log logs", "a directory, from a guest"),
        new("cp --resume disk.img 'web*':/srv/disk.img", "to several guests; what was broken off goes on"),
        new("cp -rp web1:/srv/data web2:/srv/", "from one guest to another"),
        new("cp web1:/etc/os-release -", "to standard output"),
    ];

    public override IReadOnlyList<string> Details =>
    [
        GuestPath.Rule + " As with scp, a word with a slash before its first colon is a file of this host: the address of a socket is written with unix: here.",
        "A copy gets its name when it is complete and its SHA-256 is that of the original; one that fails leaves nothing, or with --resume what there "
            + "is of it. Of a directory, what cannot be read is named and left out, and the exit code is 5; devices, pipes and sockets are named and left out.",
        "Where the guest's agent may not run programs, a file is written under its own name, and a directory cannot be copied. A copy between guests goes "
            + "through the temporary directory of this host (TMPDIR).",
        "From several guests ('web*':/etc/hosts), TARGET is a directory of this host, and each guest's copies go to a directory of its name in it.",
    ];

    private async Task<int> RunAsync(Invocation invocation, ParseResult arguments, CancellationToken cancellationToken)
    {
        string[] words = arguments.GetRequiredValue(_words);
        CopyPlan plan = await CopyPlan.MakeAsync(invocation, words, cancellationToken).ConfigureAwait(false);
        CheckHostTarget(plan, words[^1]);
        GuestCopyOptions options = new()
        {
            Verify = !arguments.GetValue(_noVerify),
            Resume = arguments.GetValue(_resume),
            KeepsModeAndTime = arguments.GetValue(_preserve),
        };

        // A port of QEMU's serves one client at a time, so a guest that several others copy from is asked by one after the other.
        bool isBetween = plan.Jobs.Any(job => job is { From: not null, To: not null });
        ParallelOptions parallel = new()
        {
            MaxDegreeOfParallelism = isBetween || plan.Jobs[0].Source == "-" ? 1 : invocation.Jobs,
            CancellationToken = cancellationToken,
        };
        if (plan.Jobs[0] is { Source: "-", From: null } && plan.Jobs.Count > 1)
        {
            throw new UsageException("cp: standard input goes to one guest; 'qga tee' writes it to several");
        }

        CopyMeter meter = new(invocation.Terminal);
        IGrouping<string, CopyJob>[] groups = [.. plan.Jobs.GroupBy(job => job.Owner.Name)];
        GuestAnswer[] answers = new GuestAnswer[groups.Length];
        await Parallel.ForAsync(0, groups.Length, parallel, async (index, token) =>
        {
            await using Copier copier = new(invocation, options, arguments.GetValue(_recursive), plan.IsIntoDirectory, meter);
            answers[index] = await CopyAsync(invocation, copier, meter, [.. groups[index]], plan.IsPlural, options, token).ConfigureAwait(false);
        }).ConfigureAwait(false);
        if (invocation.IsJson)
        {
            new AnswerWriter(invocation.Terminal, isJson: true).Write(answers, plan.IsPlural);
        }

        return GuestAnswer.ExitCodeOf(answers);
    }

    private static async Task<GuestAnswer> CopyAsync(
        Invocation invocation, Copier copier, CopyMeter meter, CopyJob[] jobs, bool isPlural, GuestCopyOptions options, CancellationToken cancellationToken)
    {
        string guest = jobs[0].Owner.Name;
        string place = isPlural ? $"{guest}: " : "";
        List<object?[]> rows = [];
        Failure? failed = null;
        foreach (CopyJob job in jobs)
        {
            try
            {
                GuestCopyResult result = await copier.CopyAsync(job, isPlural, cancellationToken).ConfigureAwait(false);
                rows.Add(RowOf(job, result));
                foreach (string notice in NoticesOf(job, result, options))
                {
                    meter.Interrupt(() => invocation.Notice(place + notice));
                }

                if (result.Skipped.Count(skip => skip.IsFailure) is > 0 and int left)
                {
                    string text = $"{job.Name}: {left} of {left + result.Files} {(left + result.Files == 1 ? "file" : "files")} could not be copied";
                    failed ??= new("incomplete", text, null, ExitCode.SomeFailed);
                    meter.Interrupt(() => invocation.Notice(place + text));
                }
            }
            catch (Exception problem) when (Failure.From(problem) is Failure failure)
            {
                failed = failure;
                meter.Interrupt(() => invocation.Report(isPlural ? guest : null, failure with { Message = $"{job.Name}: {failure.Message}" }));
            }
        }

        return new(guest, Answer.Table(s_columns, rows), failed);
    }

    private static IEnumerable<string> NoticesOf(CopyJob job, GuestCopyResult result, GuestCopyOptions options)
    {
        foreach (GuestCopySkip skip in result.Skipped)
        {
            yield return $"{skip.Path} is not copied: {skip.Reason}";
        }

        foreach (string path in result.Changed)
        {
            yield return $"{path} has changed while it was copied";
        }

        if (!result.IsRenamed && job.To is not null)
        {
            yield return $"{job.Name}: written under its own name from the start: the guest's agent may not run programs, or it is no regular file there";
        }

        if (options.KeepsModeAndTime && !result.HasModeAndTime)
        {
            yield return $"{job.Name}: mode and time could not be kept";
        }
    }

    private static object?[] RowOf(CopyJob job, GuestCopyResult result) =>
    [
        job.Source,
        result.Path,
        result.Files,
        result.Bytes,
        result.ResumedBytes,
        result.Verification switch
        {
            GuestCopyVerification.GuestProgram => "program",
            GuestCopyVerification.ReadBack => "reading",
            _ => null,
        },
        result.IsRenamed,
        result.Sha256,
        result.Skipped.Select(skip => $"{skip.Path}: {skip.Reason}").ToArray(),
        result.Changed.ToArray(),
    ];

    private static void CheckHostTarget(CopyPlan plan, string target)
    {
        if (plan.Jobs[0].To is not null || target == "-")
        {
            return;
        }

        bool mustBeDirectory = plan.IsIntoDirectory || target.EndsWith('/') || plan.IsPlural;
        if (mustBeDirectory && !Directory.Exists(target))
        {
            throw new VerbException($"{target} is no directory of this host");
        }

        foreach (CopyJob job in plan.Jobs.Where(job => job.Target != target))
        {
            Directory.CreateDirectory(job.Target);
        }
    }
}
