using Qga.Cli.Guests;

namespace Qga.Cli.Discovery;

/// <summary>One of the ways in which guests run on a host.</summary>
internal interface IGuestSource
{
    /// <summary>Finds its guests. What cannot be read becomes a guest's <see cref="Guest.Problem"/>, or a notice.</summary>
    /// <param name="notice">Takes what the user should know of the search itself, one line each.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The guests.</returns>
    ValueTask<IReadOnlyList<Guest>> FindAsync(Action<string> notice, CancellationToken cancellationToken);
}
