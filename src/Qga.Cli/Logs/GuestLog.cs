using Qga.Cli.Failures;
using Qga.Client;

namespace Qga.Cli.Logs;

/// <summary>Finds a guest's log.</summary>
internal static class GuestLog
{
    private static readonly string[] s_files = ["/var/log/syslog", "/var/log/messages"];

    /// <summary>Opens the file that is asked for; or the journal; or, where the guest has none or runs no programs, the file that its system logs to.</summary>
    /// <param name="client">The guest's agent.</param>
    /// <param name="query">Which lines are meant.</param>
    /// <param name="notice">Takes what the user should know.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The log, and its first lines.</returns>
    /// <exception cref="VerbException">There is none.</exception>
    public static async Task<(ILogSource Log, IReadOnlyList<string> Lines)> OpenAsync(
        GuestAgentClient client, LogQuery query, Action<string> notice, CancellationToken cancellationToken)
    {
        if (query.File is string file)
        {
            return await OpenFileAsync(client, file, query, cancellationToken).ConfigureAwait(false);
        }

        string reason = "it has no journal";
        try
        {
            JournalLog journal = new(client, query);
            IReadOnlyList<string> lines = await journal.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (!journal.IsAbsent)
            {
                return (journal, lines);
            }
        }
        catch (GuestAgentRefusedException refusal)
        {
            reason = refusal.Message;
        }

        List<string> problems = [reason];
        foreach (string path in s_files)
        {
            try
            {
                (ILogSource log, IReadOnlyList<string> lines) = await OpenFileAsync(client, path, query, cancellationToken).ConfigureAwait(false);
                notice($"the guest's {path} is read, as its journal cannot be: {reason}");
                if (query.Since is not null)
                {
                    notice("--since counts for a journal only");
                }

                return (log, lines);
            }
            catch (GuestAgentRefusedException refusal)
            {
                problems.Add(refusal.Message);
            }
        }

        throw new VerbException($"the guest has no log that can be read: {string.Join("; ", problems)}; --file names another");
    }

    private static async Task<(ILogSource Log, IReadOnlyList<string> Lines)> OpenFileAsync(
        GuestAgentClient client, string path, LogQuery query, CancellationToken cancellationToken)
    {
        FileLog log = new(client, path, query);
        return (log, await log.ReadAsync(cancellationToken).ConfigureAwait(false));
    }
}
