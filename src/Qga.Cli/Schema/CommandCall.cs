using System.Text.Json.Nodes;
using Qapi.Runtime.Calling;
using Qapi.Runtime.Cataloguing;
using Qapi.Runtime.Reading;
using Qga.Cli.Failures;
using Qga.Client;
using Qga.Protocol.Envelope;

namespace Qga.Cli.Schema;

/// <summary>A call of any command, as a user typed it.</summary>
/// <param name="Name">The command.</param>
/// <param name="Known">What the schema says of it; null: nothing.</param>
/// <param name="Arguments">Its arguments; null: none.</param>
internal sealed record CommandCall(string Name, CatalogCommand? Known, JsonObject? Arguments)
{
    /// <summary>Reads a call and checks it.</summary>
    /// <param name="name">The command.</param>
    /// <param name="words">Its arguments, as <see cref="ArgumentText.Read"/> takes them.</param>
    /// <param name="isForced">Whether the schema has nothing to say against it.</param>
    /// <exception cref="UsageException">The arguments are wrong.</exception>
    public static CommandCall Read(string name, IReadOnlyList<string> words, bool isForced)
    {
        CatalogCommand? known = CommandCatalog.FindCommand(name);
        JsonObject? arguments = ArgumentText.Read(known, words);
        return known is null || isForced || ArgumentCheck.Check(known, arguments) is not string problem
            ? new(name, known, arguments)
            : throw new UsageException($"{name}: {problem} ('qga schema {name}' describes it; --force sends it all the same)");
    }

    /// <summary>What to say of a command that the schema does not know.</summary>
    public static string UnknownNotice(string name)
    {
        string? similar = SimilarNames.Find(name, CommandCatalog.Commands.Select(command => command.Name));
        return $"the schema has no command '{name}'{(similar is null ? "" : $", but '{similar}'")}; it is sent as it is";
    }

    /// <summary>Makes the call.</summary>
    /// <returns>The result as JSON; null where the command answers only if it fails.</returns>
    public async Task<ReadOnlyMemory<byte>?> SendAsync(GuestAgentClient client, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> text = Arguments is null ? default : System.Text.Encoding.UTF8.GetBytes(Arguments.ToJsonString());
        ArgumentsWriter? writer = Arguments is null ? null : (ref Qapi.Runtime.Writing.JsonWriter output) => output.Raw(text.Span);
        RemoteCommand command = new(Name, Known?.Features.Contains("slow") == true);
        if (Known is { IsAnswered: false })
        {
            await client.SendAsync(command, writer, cancellationToken).ConfigureAwait(false);
            return null;
        }

        return (await client.CallAsync<JsonAny>(command, writer, Qapi.Runtime.Reading.JsonValue.ReadAny, cancellationToken).ConfigureAwait(false)).Text;
    }
}
