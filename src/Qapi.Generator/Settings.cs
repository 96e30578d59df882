using Microsoft.CodeAnalysis.Diagnostics;

namespace Qapi.Generator;

/// <summary>What a project asks of the generator; see <c>build/Qapi.Generator.targets</c> for the MSBuild side.</summary>
/// <param name="SchemaFile">The main schema's full path; empty: the project has no schema.</param>
/// <param name="Types">Whether to make the schema's types.</param>
/// <param name="Arguments">Whether to make the types that the serving side reads arguments into.</param>
/// <param name="Agent">Whether to make what serves the commands.</param>
/// <param name="Client">Whether to make the methods that call them.</param>
/// <param name="Catalog">Whether to make a table of what the schema says.</param>
/// <param name="Unknown">A word of <c>QapiEmit</c> that means nothing; null if there is none.</param>
/// <param name="Defines">The symbols for conditions; see <see cref="Planning.Symbols"/>.</param>
/// <param name="Namespace">The namespace of the code.</param>
/// <param name="ContractsNamespace">The namespace that the schema's types are in.</param>
/// <param name="ClientClass">The class that a client's methods go into.</param>
internal sealed record Settings(
    string SchemaFile, bool Types, bool Arguments, bool Agent, bool Client, bool Catalog, string? Unknown, string Defines,
    string Namespace, string ContractsNamespace, string ClientClass)
{
    /// <summary>Reads the settings of a project.</summary>
    public static Settings Read(AnalyzerConfigOptionsProvider provider)
    {
        string Property(string name, string otherwise = "") =>
            provider.GlobalOptions.TryGetValue($"build_property.{name}", out string? value) && value.Length > 0 ? value : otherwise;

        string[] emit = [.. Property("QapiEmitList").Split(',').Select(word => word.Trim()).Where(word => word.Length > 0)];
        string nameSpace = Property("QapiNamespace", Property("RootNamespace", "Qapi.Generated"));
        return new Settings(
            Property("QapiSchemaFile").Replace('\\', '/'),
            emit.Contains("contracts") || emit.Contains("types"),
            emit.Contains("contracts"),
            emit.Contains("agent"),
            emit.Contains("client"),
            emit.Contains("catalog"),
            emit.FirstOrDefault(word => word is not ("contracts" or "types" or "agent" or "client" or "catalog")),
            Property("QapiDefineList"),
            nameSpace,
            Property("QapiContractsNamespace", nameSpace),
            Property("QapiClientClass", "QapiClient"));
    }
}
