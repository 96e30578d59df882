using Qapi.Model;

namespace Qga.Differential;

/// <summary>Requests that are made from the schema.</summary>
internal sealed class Requests(AgentSchema schema)
{
    private static readonly string[] s_noObjects = ["null", "true", "7", "1.5", "\"x\"", "[]", "[{}]"];

    private static readonly string[] s_ids =
    [
        "1", "-1.5", "\"a\\u00e4\"", "null", "true", "[1, {\"a\": []}]", "{\"b\": 1, \"a\": null}", "\"\"", "18446744073709551615",
    ];

    private readonly Samples _samples = new(schema);

    /// <summary>Requests of commands that may run here.</summary>
    public IEnumerable<Request> Harmless => schema.Commands.Where(command => Permission.MayRun(command.Name)).SelectMany(Of);

    /// <summary>Requests of all other commands, none of which reaches the command.</summary>
    public IEnumerable<Request> Refused =>
        schema.Commands.Where(command => !Permission.MayRun(command.Name)).SelectMany(Of).Where(request => !request.Fits);

    private static Request With(CommandDefinition command, string arguments, bool fits) =>
        new(command.Name, $"{{\"execute\": \"{command.Name}\", \"arguments\": {arguments}}}", fits);

    private IEnumerable<Request> Of(CommandDefinition command)
    {
        IReadOnlyList<Member> members = schema.Arguments(command);
        bool none = members.All(member => member.Optional);
        yield return new(command.Name, $"{{\"execute\": \"{command.Name}\"}}", none);
        foreach (string arguments in s_noObjects)
        {
            yield return With(command, arguments, false);
        }

        foreach (ObjectVariant variant in ObjectVariants.Of(_samples, members))
        {
            yield return With(command, Samples.Object(variant.Members), variant.Fits);
        }

        string required = Samples.Object(_samples.Required(members));
        foreach (string id in s_ids)
        {
            yield return new(command.Name, $"{{\"execute\": \"{command.Name}\", \"arguments\": {required}, \"id\": {id}}}", true);
            yield return new(command.Name, $"{{\"id\": {id}, \"execute\": \"{command.Name}\", \"arguments\": {{\"extra\": 1}}}}", false);
        }

        if (Permission.MayRun(command.Name))
        {
            foreach (Member member in members)
            {
                string twice = $"\"{member.Name}\": {_samples.Of(member)[0].Json}";
                yield return With(command, $"{{{twice}, {twice}}}", false);
            }
        }
    }
}
