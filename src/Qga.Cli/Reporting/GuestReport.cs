using System.Globalization;
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
    public async Task<IReadOnlyList<ReportEntry>> CollectAsync(bool withLog, CancellationToken cancellationToken)
    {
        TimeSpan limit = invocation.Timeout ?? s_limit;
        Invocation limited = invocation.Within(limit);
        AgentFindings findings = await new AgentProbe(limited, limit).LookAsync(guest, cancellationToken).ConfigureAwait(false);
        List<ReportEntry> entries = [new("host.txt", DescribeHost(findings))];
        if (findings.State is not (AgentState.Answers or AgentState.Frozen))
        {
            return entries;
        }

        await using GuestAgentClient client = limited.CreateClient(guest);
        entries.Add(new("info.txt", await WritePageAsync(client, cancellationToken).ConfigureAwait(false)));
        await AddAnswersAsync(entries, client, cancellationToken).ConfigureAwait(false);
        if (withLog)
        {
            await AddLogAsync(entries, client, cancellationToken).ConfigureAwait(false);
        }

        return entries;
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

    private static async Task AddLogAsync(List<ReportEntry> entries, GuestAgentClient client, CancellationToken cancellationToken)
    {
        try
        {
            (ILogSource log, IReadOnlyList<string> lines) =
                await GuestLog.OpenAsync(client, new(null, LogLines, null, null), _ => { }, cancellationToken).ConfigureAwait(false);
            await log.DisposeAsync().ConfigureAwait(false);
            entries.Add(new("log.txt", string.Join('\n', lines) + "\n"));
        }
        catch (Exception problem) when (problem is GuestAgentException or VerbException)
        {
            entries.Add(new("log.error", problem.Message + "\n"));
        }
    }

    // What the agent offers to tell changes nothing in the guest and needs no arguments. Commands for users' keys have another beginning, and stay out.
    private static async Task AddAnswersAsync(List<ReportEntry> entries, GuestAgentClient client, CancellationToken cancellationToken)
    {
        GuestAgentInfo info = await client.GuestInfoAsync(cancellationToken).ConfigureAwait(false);
        IEnumerable<string> commands = info.SupportedCommands
            .Where(command => command.Enabled && TellingCommand().IsMatch(command.Name))
            .Select(command => command.Name)
            .Order(StringComparer.Ordinal);
        foreach (string command in commands)
        {
            try
            {
                JsonAny answer = await client.CallAsync<JsonAny>(command, null, JsonValue.ReadAny, cancellationToken).ConfigureAwait(false);
                entries.Add(new($"agent/{command}.json", Mask(Encoding.UTF8.GetString(answer.Text.Span)) + "\n"));
            }
            catch (GuestAgentException problem)
            {
                entries.Add(new($"agent/{command}.error", problem.Message + "\n"));
            }
        }
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
