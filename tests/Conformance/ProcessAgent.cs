namespace Qga.Conformance;

/// <summary>An agent in a process of its own.</summary>
/// <param name="program">The executable.</param>
/// <param name="folder">The folder for its socket and its state.</param>
/// <param name="options">Further words for its command line.</param>
public sealed class ProcessAgent(string program, TemporaryFolder folder, IReadOnlyList<string> options) : IPlayedAgent
{
    // Long enough as a rule.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    private readonly RunningAgent _process = new(program, folder, options);

    /// <inheritdoc/>
    public IClientEnd Connect() => new Peer(_process.Connect());

    /// <inheritdoc/>
    public void LetRead() => Thread.Sleep(s_pause);

    /// <inheritdoc/>
    public void Restart(IReadOnlyList<string> options) => _process.Restart(options);

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();
}
