using System.Reflection;
using Qga.Agent.Commands.Agent;
using Qga.Agent.Commands.Sync;
using Qga.Agent.Dispatch;
using Qga.Agent.Generated;
using Qga.Agent.Policy;
using Qga.Agent.Sessions;

namespace Qga.Fuzz.Serving;

/// <summary>
/// What is behind a session, without a system: files in memory, programs that do nothing, the real commands that need no system; all other commands read
/// their arguments and say that they are not supported.
/// </summary>
internal sealed class FakeAgent
{
    private const Symbols System = Symbols.ConfigLinux;

    private readonly MemoryFiles _files = new();
    private readonly FakePrograms _programs = new();

    public FakeAgent()
    {
        CommandPolicy policy = new([], [["guest-get-devices"]], new FreezeState(new NoMarker()));
        Table = NewTable();
        Set(new SyncCommands());
        Set(new AgentCommands("0.0", Command.DeclaredFor(System), policy));
        Set(_files);
        Set(_programs);
        Executor = new(new Dispatcher(Table, policy));
    }

    public CommandTable Table { get; }

    public CallExecutor Executor { get; }

    /// <summary>Forgets what clients have done.</summary>
    public void Reset()
    {
        _files.Reset();
        _programs.Reset();
    }

    // By reflection, so that a family that is added to the schema is in here, too.
    private static CommandTable NewTable()
    {
        CommandTable table = (CommandTable)typeof(CommandTable).GetConstructor([])!.Invoke([]);
        foreach (PropertyInfo property in Families)
        {
            Type none = typeof(CommandTable).Assembly.GetTypes()
                .Single(type => type.BaseType == property.PropertyType && type.Namespace == typeof(CommandTable).Namespace);
            property.SetValue(table, Activator.CreateInstance(none));
        }

        typeof(CommandTable).GetProperty(nameof(CommandTable.Symbols))!.SetValue(table, System);
        return table;
    }

    private static IEnumerable<PropertyInfo> Families => typeof(CommandTable).GetProperties().Where(property => property.PropertyType.IsAbstract);

    private void Set(object family) => Families.Single(property => property.PropertyType.IsInstanceOfType(family)).SetValue(Table, family);

    private sealed class NoMarker : IFreezeMarker
    {
        public bool IsSet => false;

        public bool IsAnnounced => false;

        public TimeSpan Age => TimeSpan.Zero;

        public void Announce()
        {
        }

        public void Set()
        {
        }

        public void Clear()
        {
        }
    }
}
