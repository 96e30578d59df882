using System.CommandLine;
using System.CommandLine.Help;
using Qga.Cli.Pages;
using Qga.Cli.Verbs;

namespace Qga.Cli;

/// <summary>Every verb, in the order of help.</summary>
internal static class CommandTree
{
    public static RootCommand Build(Invocation invocation)
    {
        RootCommand root = new("Look into, use and look after virtual machines through their guest agents")
        {
            CommonOptions.Json.Create(),
            CommonOptions.Verbose.Create(),
            CommonOptions.Timeout.Create(),
            CommonOptions.Jobs.Create(),
        };
        // Without a verb, what there is.
        ShowHelpAction help = new(invocation.Terminal);
        root.Options.OfType<HelpOption>().First().Action = help;

        // Not the action itself, which would take an unknown verb for a request for help.
        root.SetAction(help.Invoke);
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
        new CpVerb(invocation),
        new CatVerb(invocation),
        new TeeVerb(invocation),
        new TailVerb(invocation),
        new LsVerb(invocation),
        new MkdirVerb(invocation),
        new RmVerb(invocation),
        new MvVerb(invocation),
        new ChmodVerb(invocation),
        new EditVerb(invocation),
        new ExecVerb(invocation),
        new RunVerb(invocation),
        new ScriptVerb(invocation),
        new KillVerb(invocation),
        new FreezeVerb(invocation),
        new ThawVerb(invocation),
        new StatusVerb(invocation),
        new FrozenVerb(invocation),
        new SnapshotVerb(invocation),
        new TrimVerb(invocation),
        new ShutdownVerb(invocation),
        new RebootVerb(invocation),
        new HaltVerb(invocation),
        new SuspendVerb(invocation),
        new WakeVerb(invocation),
        new PasswdVerb(invocation),
        new KeysVerb(invocation),
        new CallVerb(invocation),
        new CommandsVerb(invocation),
        new SchemaVerb(invocation),
        new ShellVerb(invocation),
        new DoctorVerb(invocation),
        new AgentVerb(invocation),
        new CompletionVerb(invocation),
        new CompleteVerb(invocation),
        new ManVerb(invocation),
    ];
}
