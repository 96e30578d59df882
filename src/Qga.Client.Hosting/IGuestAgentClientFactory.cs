namespace Qga.Client.Hosting;

/// <summary>
/// Gives the clients of an application's guests. There is one client for each guest, which all share, as QEMU's port serves one connection at a time;
/// the factory disposes of it. All members may be used from any thread.
/// </summary>
public interface IGuestAgentClientFactory
{
    /// <summary>The client of a guest. Nothing is sent before its first call.</summary>
    /// <param name="name">The guest's name, as it was given to <see cref="GuestAgentServiceCollectionExtensions.AddGuestAgent"/>.</param>
    /// <returns>The client, not to be disposed of.</returns>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">No guest of that name was added, or its options are wrong.</exception>
    GuestAgentClient GetClient(string name);
}
