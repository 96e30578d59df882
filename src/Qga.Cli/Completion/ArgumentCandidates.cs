using Qapi.Runtime.Cataloguing;
using Qga.Cli.Schema;

namespace Qga.Cli.Completion;

/// <summary>Completes the arguments of an agent's command: <c>key=</c>, and the values of enumerations and booleans.</summary>
internal static class ArgumentCandidates
{
    public static IEnumerable<Candidate> Of(CatalogCommand command, string current)
    {
        int sign = current.IndexOf('=', StringComparison.Ordinal);
        if (sign < 0)
        {
            return command.Arguments.Select(argument => new Candidate($"{argument.Name}=", argument.Text));
        }

        string key = current[..sign];
        string type = command.Arguments.FirstOrDefault(argument => argument.Name == key)?.Type ?? "";
        return ValuesOf(TypeName.ElementOf(type) ?? type).Select(value => new Candidate($"{key}={value.Name}", value.Text));
    }

    private static IEnumerable<CatalogMember> ValuesOf(string type) => type == "bool"
        ? [new("true"), new("false")]
        : CommandCatalog.FindType(type) switch
        {
            { Kind: CatalogKind.Enum } names => names.Members,
            { Kind: CatalogKind.Alternate } alternate => alternate.Members.SelectMany(branch => ValuesOf(branch.Type)),
            _ => [],
        };
}
