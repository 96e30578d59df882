using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Qapi.Generator.Emit;
using Qapi.Generator.Model;
using Qapi.Generator.Planning;
using Qapi.Model;

namespace Qapi.Generator;

/// <summary>
/// Makes C# of a QAPI schema. Files are read into a schema, the schema is turned into a plan, and each piece of the plan is printed by itself: an edit
/// prints again only the pieces that it changes. No stage holds anything of the compiler's, and all of them compare by content.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class QapiGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<Settings> settings =
            context.AnalyzerConfigOptionsProvider.Select((provider, _) => Settings.Read(provider)).WithTrackingName(nameof(Settings));
        IncrementalValueProvider<EquatableArray<SchemaFile>> files = context.AdditionalTextsProvider
            .Where(file => file.Path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            .Select((file, cancellation) => new SchemaFile(file.Path, file.GetText(cancellation)?.ToString() ?? ""))
            .Collect()
            .Select((all, _) => new EquatableArray<SchemaFile>(all));
        IncrementalValueProvider<SchemaResult?> schema = files
            .Combine(settings.Select((given, _) => given.SchemaFile))
            .Select((input, _) => input.Right.Length == 0 ? null : SchemaReader.Read(input.Right, new SchemaFiles(input.Left)))
            .WithTrackingName(nameof(Schema));
        IncrementalValueProvider<Plan> plan = schema
            .Combine(settings.Select((given, _) => given.Defines))
            .Select((input, _) => input.Left?.Schema is { } read ? Planner.Make(read, input.Right) : Plan.Empty)
            .WithTrackingName(nameof(Plan));

        RegisterContracts(context, plan, settings);
        RegisterCommands(context, plan, settings);
        RegisterDiagnostics(context, schema, plan, settings);
    }

    private static void RegisterContracts(
        IncrementalGeneratorInitializationContext context, IncrementalValueProvider<Plan> plan, IncrementalValueProvider<Settings> settings)
    {
        // Types stand in their own namespace, wherever the rest goes.
        IncrementalValueProvider<Emitter?> emitter = settings.Select((given, _) => given.Types ? MakeContractsEmitter(given) : null);
        Register(context, emitter, plan.SelectMany((all, _) => all.Enums), model => model.Name, (print, model) => print.Enum(model));
        Register(context, emitter, plan.SelectMany((all, _) => all.Objects), model => model.Name, (print, model) => print.Object(model));
        Register(context, emitter, plan.SelectMany((all, _) => all.Unions), model => model.Name, (print, model) => print.Union(model));
        Register(context, emitter, plan.SelectMany((all, _) => all.Alternates), model => model.Name, (print, model) => print.Alternate(model));
        Register(
            context,
            settings.Select((given, _) => given.Arguments ? MakeContractsEmitter(given) : null),
            plan.SelectMany((all, _) => all.Commands.Where(command => command.Style == ArgumentStyle.Members)),
            model => $"{model.Name}Arguments",
            (print, model) => print.Arguments(model));
    }

    private static void RegisterCommands(
        IncrementalGeneratorInitializationContext context, IncrementalValueProvider<Plan> plan, IncrementalValueProvider<Settings> settings)
    {
        IncrementalValueProvider<Emitter?> agent = settings.Select((given, _) => given.Agent ? MakeEmitter(given) : null);
        IncrementalValuesProvider<FamilyModel> families = plan.SelectMany((all, _) => CommandGroups.Families(all));
        IncrementalValuesProvider<TableModel> table =
            plan.SelectMany((all, _) => all.Commands.Count > 0 ? [CommandGroups.Table(all)] : Array.Empty<TableModel>());
        Register(context, agent, families, model => $"{model.Name}CommandsBase", (print, model) => print.Family(model));
        Register(context, agent, families, model => $"Unsupported{model.Name}Commands", (print, model) => print.Unsupported(model));
        Register(
            context,
            agent,
            plan.SelectMany((all, _) => all.Commands.Where(command => command.ReplyStyle == ReplyStyle.Written)),
            model => $"{model.Name}Reply",
            (print, model) => print.Reply(model));
        Register(context, agent, table, _ => "Command", (print, model) => print.Command(model));
        Register(
            context,
            agent,
            plan.SelectMany((all, _) => all.Symbols.Count > 0 ? [all.Symbols] : Array.Empty<EquatableArray<NamedModel>>()),
            _ => "Symbols",
            (print, model) => print.Symbols(model));
        Register(context, agent, table, _ => "ArgumentRules", (print, model) => print.Rules(model));
        Register(context, agent, table, _ => "CommandTable", (print, model) => print.Table(model));

        IncrementalValueProvider<Emitter?> client = settings.Select((given, _) => given.Client ? MakeEmitter(given) : null);
        Register(context, client, families, model => $"Client.{model.Name}", (print, model) => print.Client(model));

        // No family's file is named so, and no type's.
        Register(
            context,
            client,
            plan.SelectMany((all, _) => all.Events.Count > 0 ? [all.Events] : Array.Empty<EquatableArray<EventModel>>()),
            _ => "Events.Client",
            (print, models) => print.Events(models));

        Register(
            context,
            settings.Select((given, _) => given.Catalog ? MakeEmitter(given) : null),
            plan.SelectMany((all, _) => all.Catalog.Commands.Count > 0 ? [all.Catalog] : Array.Empty<CatalogModel>()),
            _ => "CommandCatalog",
            (print, model) => print.Catalog(model));
    }

    private static Emitter MakeContractsEmitter(Settings settings) => new(settings.ContractsNamespace, settings.ContractsNamespace, settings.ClientClass);

    private static Emitter MakeEmitter(Settings settings) => new(settings.Namespace, settings.ContractsNamespace, settings.ClientClass);

    private static void Register<T>(
        IncrementalGeneratorInitializationContext context, IncrementalValueProvider<Emitter?> emitter, IncrementalValuesProvider<T> models,
        Func<T, string> name, Func<Emitter, T, string> print) =>
        context.RegisterSourceOutput(
            models
                .Combine(emitter)
                .Where(input => input.Right is not null)
                .Select((input, _) => new CodeFile($"{name(input.Left)}.g.cs", print(input.Right!, input.Left)))
                .WithTrackingName(nameof(CodeFile)),
            (output, file) => output.AddSource(file.Name, SourceText.From(file.Text, Encoding.UTF8)));

    private static void RegisterDiagnostics(
        IncrementalGeneratorInitializationContext context, IncrementalValueProvider<SchemaResult?> schema, IncrementalValueProvider<Plan> plan,
        IncrementalValueProvider<Settings> settings)
    {
        context.RegisterSourceOutput(settings.Select((given, _) => given.Unknown), (output, unknown) =>
        {
            if (unknown is not null)
            {
                output.ReportDiagnostic(Diagnostic.Create(
                    Diagnostics.InvalidSettings, null, $"QapiEmit knows 'contracts', 'types', 'agent', 'client' and 'catalog', not '{unknown}'"));
            }
        });
        context.RegisterSourceOutput(schema.SelectMany((result, _) => result?.Errors ?? default), (output, error) =>
            output.ReportDiagnostic(Diagnostics.At(
                Diagnostics.InvalidSchema, error.Location, error.Enclosing is null ? error.Message : $"{error.Enclosing}: {error.Message}")));
        context.RegisterSourceOutput(plan.SelectMany((all, _) => all.Errors), (output, error) =>
            output.ReportDiagnostic(Diagnostics.At(Diagnostics.NoCode, error.Location, error.Message)));
    }
}
