namespace Qga.Cli.Logs;

/// <summary>A log of a guest's.</summary>
internal interface ILogSource : IAsyncDisposable
{
    /// <summary>What has been written since it was last asked; at first, the last lines.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whole lines.</returns>
    Task<IReadOnlyList<string>> ReadAsync(CancellationToken cancellationToken);
}
