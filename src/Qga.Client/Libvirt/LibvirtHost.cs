namespace Qga.Client;

/// <summary>
/// What libvirt tells of its domains beside the agent. The system's libvirt is loaded with the first call, and libvirt's own way of writing errors to
/// the standard error output is turned off for the whole process then. A call that is cancelled ends the wait; libvirt, which cannot be interrupted, ends
/// it in its own time.
/// </summary>
public static class LibvirtHost
{
    /// <summary>All domains, running or not. The connection only reads, which needs no more rights than <c>virsh -r list</c>.</summary>
    /// <param name="uri">The connection, as virsh(1) takes it with <c>-c</c>; null: libvirt's default.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The domains, in libvirt's order.</returns>
    /// <exception cref="GuestUnreachableException">libvirt is not installed, does not run, or does not let us in.</exception>
    public static Task<IReadOnlyList<LibvirtGuest>> ListDomainsAsync(string? uri = null, CancellationToken cancellationToken = default) =>
        RunAsync<IReadOnlyList<LibvirtGuest>>(uri, readOnly: true, session => session.ListDomains(), cancellationToken);

    /// <summary>
    /// Sends a command to the monitor of a domain's QEMU. libvirt marks the domain as tainted; commands that change what libvirt manages
    /// can leave it with a wrong idea of the domain.
    /// </summary>
    /// <param name="domain">The domain's name or UUID.</param>
    /// <param name="json">The command, a QMP request: one JSON object.</param>
    /// <param name="uri">The connection, as virsh(1) takes it with <c>-c</c>; null: libvirt's default.</param>
    /// <param name="cancellationToken">Ends the wait; the command may still be carried out.</param>
    /// <returns>QMP's reply, a result or an error: one JSON object.</returns>
    /// <exception cref="GuestNotFoundException">There is no such domain.</exception>
    /// <exception cref="GuestUnreachableException">libvirt cannot be reached or does not send the command, for example because the domain is off.</exception>
    /// <exception cref="GuestConnectionLostException">The connection to libvirt ended; the command may have been carried out.</exception>
    public static Task<string> MonitorCommandAsync(string domain, string json, string? uri = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(domain);
        ArgumentException.ThrowIfNullOrEmpty(json);
        return RunAsync(uri, readOnly: false, session =>
        {
            using LibvirtNative.SafeDomain found = session.FindDomain(domain);
            return session.MonitorCommand(found, domain, json);
        }, cancellationToken);
    }

    private static async Task<T> RunAsync<T>(string? uri, bool readOnly, Func<LibvirtSession, T> function, CancellationToken cancellationToken)
    {
        LibvirtSession session = new(uri);
        using LibvirtThread thread = new(session.Dispose);
        return await thread.Begin(() =>
        {
            session.Open(readOnly);
            return function(session);
        }).Result.WaitAsync(cancellationToken).ConfigureAwait(false);
    }
}
