using Qga.Support;

namespace Qga.Faults.Scenarios;

/// <summary>The start of an agent, and its first replies.</summary>
/// <param name="isDaemon">Whether it goes to the background.</param>
internal sealed class StartScenario(bool isDaemon) : Scenario
{
    /// <inheritdoc/>
    public override string Name => isDaemon ? "start in the background" : "start";

    /// <inheritdoc/>
    public override bool IsStart => true;

    /// <inheritdoc/>
    public override bool IsDaemon => isDaemon;

    /// <inheritdoc/>
    public override void Run(Conversation talk, TemporaryFolder folder) => _ = talk.Ask("guest-ping") ?? talk.Ask("guest-ping");
}
