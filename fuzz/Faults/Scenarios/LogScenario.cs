using Qga.Support;

namespace Qga.Faults.Scenarios;

/// <summary>Logs every command to a file.</summary>
internal sealed class LogScenario : Scenario
{
    /// <inheritdoc/>
    public override string Name => "log";

    /// <inheritdoc/>
    public override string[] Options(TemporaryFolder folder) => ["-v", "-l", folder.File("log")];

    /// <inheritdoc/>
    public override void Run(Conversation talk, TemporaryFolder folder)
    {
        for (int i = 0; i < 5; i++)
        {
            talk.Ask("guest-ping");
        }

        talk.Ask("guest-get-host-name");
    }

    /// <inheritdoc/>
    public override void Check(Conversation talk, TemporaryFolder folder)
    {
        // A line may be lost, or cut and ended by the next one; it is never written twice or into another.
        IEnumerable<string> lines = File.Exists(folder.File("log")) ? File.ReadLines(folder.File("log")) : [];
        int pings = lines.Count(line => line.EndsWith("guest-ping", StringComparison.Ordinal));
        talk.Claim(pings <= 7, $"the log has {pings} pings");
    }
}
