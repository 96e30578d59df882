using System.CommandLine;
using Qga.Cli.Verbs;

namespace Qga.Cli;

/// <summary>Every verb, in the order of help.</summary>
internal static class CommandTree
{
    public static RootCommand Build(Invocation invocation)
    {
        RootCommand root = new("Look into, use and look after virtual machines through their guest agents")
        {
            CommonOptions.Json,
            CommonOptions.Verbose,
            CommonOptions.Timeout,
            CommonOptions.Jobs,
        };
        foreach (Verb verb in Verbs(invocation))
        {
            root.Add(verb);
        }

        return root;
    }

    private static IEnumerable<Verb> Verbs(Invocation invocation) =>
    [
        new ListVerb(invocation),
        new InfoVerb(invocation),
        new PingVerb(invocation),
        new WaitVerb(invocation),
        new IpVerb(invocation),
        new DfVerb(invocation),
        new DisksVerb(invocation),
        new WhoVerb(invocation),
        new CpusVerb(invocation),
        new MemVerb(invocation),
        new LoadVerb(invocation),
        new RoutesVerb(invocation),
        new StatsVerb(invocation),
        new TopVerb(invocation),
        new PsVerb(invocation),
        new LogsVerb(invocation),
        new ReportVerb(invocation),
    ];
}
