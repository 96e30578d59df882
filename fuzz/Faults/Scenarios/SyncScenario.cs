using Qga.Support;

namespace Qga.Faults.Scenarios;

/// <summary>Synchronises, pings, and says what is wrong with a text.</summary>
internal sealed class SyncScenario : Scenario
{
    /// <inheritdoc/>
    public override string Name => "ping and sync";

    /// <inheritdoc/>
    public override void Run(Conversation talk, TemporaryFolder folder)
    {
        for (int id = 1; id <= 3; id++)
        {
            talk.Claim(talk.Ask("guest-sync", $$"""{"id": {{id}}}""") is not { } first || first.GetInt32() == id, "guest-sync returns another number");
            talk.Claim(
                talk.Ask("guest-sync-delimited", $$"""{"id": {{id}}}""") is not { } second || second.GetInt32() == id,
                "guest-sync-delimited returns another number");
            talk.Ask("guest-ping");
            talk.Claim(talk.AskLine("{]\n")?.StartsWith("{\"error\"", StringComparison.Ordinal) != false, "a text that is no JSON is not refused");
            talk.Close();
        }
    }
}
