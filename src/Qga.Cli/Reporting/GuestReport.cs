using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Qapi.Runtime.Reading;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Cli.Listing;
using Qga.Cli.Logs;
using Qga.Cli.Looking;
using Qga.Cli.Output;
using Qga.Client;
using Qga.Contracts;

namespace Qga.Cli.Reporting;

/// <summary>Collects what a bug report needs: the page for people, every answer of the agent as it came, and what the host knows.</summary>
internal sealed partial class GuestReport(Invocation invocation, Guest guest)
{
    private const int LogLines = 500;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    /// <summary>Collects. A guest that does not answer gives a report of that.</summary>
    /// <param name="withLog">Whether the last lines of the guest's log are in it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<ReportEntry> CollectAsync(bool withLog, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TimeSpan limit = invocation.Timeout ?? s_limit;
        Invocation limited = invocation.Within(limit);
        AgentFindings findings = await new AgentProbe(limited, limit).LookAsync(guest, cancellationToken).ConfigureAwait(false);
        yield return new("host.txt", DescribeHost(findings));
        if (findings.State is not (AgentState.Answers or AgentState.Frozen))
        {
            yield break;
        }

        await using GuestAgentClient client = limited.CreateClient(guest);
        yield return await TryAsync("info", "txt", WritePageAsync(client, cancellationToken)).ConfigureAwait(false);
        foreach (string command in await ListTellingAsync(client, cancellationToken).ConfigureAwait(false))
        {
            yield return await TryAsync($"agent/{command}", "json", AskAsync(client, command, cancellationToken)).ConfigureAwait(false);
        }

        if (withLog)
        {
            yield return await TryAsync("log", "txt", ReadLogAsync(client, limit, cancellationToken)).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the values of members out whose names speak of secrets.</summary>
    public static string Mask(string json) => Secret().Replace(json, "$1\"...\"");

    private string DescribeHost(AgentFindings findings) => string.Create(CultureInfo.InvariantCulture, $"""
        time: {DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ssZ}
        host: {RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}
        qga: {typeof(GuestReport).Assembly.GetName().Version}
        guest: {guest.Name}
        by: {guest.By}
        address: {guest.Address?.ToString() ?? "-"}
        monitor: {guest.Monitor ?? "-"}
        agent: {AgentStateWord.Of(findings.State)} {findings.Version}
        problem: {findings.Problem ?? guest.Problem ?? "-"}

        """);

    // What cannot be had gives a file that says why.
    private static async Task<ReportEntry> TryAsync(string name, string kind, Task<string> content)
    {
        try
        {
            return new($"{name}.{kind}", await content.ConfigureAwait(false));
        }
        catch (Exception problem) when (problem is GuestAgentException or VerbException)
        {
            return new($"{name}.error", problem.Message + "\n");
        }
    }

    private static async Task<string> ReadLogAsync(GuestAgentClient client, TimeSpan limit, CancellationToken cancellationToken)
    {
        (ILogSource log, IReadOnlyList<string> lines) =
            await GuestLog.OpenAsync(client, new(null, LogLines, null, null, limit), _ => { }, cancellationToken).ConfigureAwait(false);
        await log.DisposeAsync().ConfigureAwait(false);
        return string.Join('\n', lines) + "\n";
    }

    // What the agent offers to tell changes nothing in the guest and needs no arguments. Commands for users' keys have another beginning, and stay out.
    private static async Task<IReadOnlyList<string>> ListTellingAsync(GuestAgentClient client, CancellationToken cancellationToken)
    {
        try
        {
            GuestAgentInfo info = await client.GuestInfoAsync(cancellationToken).ConfigureAwait(false);
            IEnumerable<string> names = info.SupportedCommands.Where(command => command.Enabled).Select(command => command.Name);
            return [.. names.Where(name => TellingCommand().IsMatch(name)).Order(StringComparer.Ordinal)];
        }
        catch (GuestAgentException)
        {
            return ["guest-info"];
        }
    }

    private static async Task<string> AskAsync(GuestAgentClient client, string command, CancellationToken cancellationToken)
    {
        JsonAny answer = await client.CallAsync<JsonAny>(command, null, JsonValue.ReadAny, cancellationToken).ConfigureAwait(false);
        return Mask(Encoding.UTF8.GetString(answer.Text.Span)) + "\n";
    }

    private async Task<string> WritePageAsync(GuestAgentClient client, CancellationToken cancellationToken)
    {
        Answer page = await GuestPage.AskAsync(client, cancellationToken).ConfigureAwait(false);
        using StringWriter output = new() { NewLine = "\n" };
        Terminal terminal = new() { Output = output, Error = TextWriter.Null, Input = () => Stream.Null };
        new AnswerWriter(terminal, isJson: false).Write([new(guest.Name, page, null)], isPlural: false);
        return output.ToString();
    }

    [GeneratedRegex("""("[^"]*(?:password|secret|token|private)[^"]*"\s*:\s*)"(?:[^"\\]|\\.)*["]""", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();

    [GeneratedRegex("^guest-(info|get-[a-z0-9-]+|network-get-[a-z0-9-]+|fsfreeze-status)$")]
    private static partial Regex TellingCommand();
}
