namespace Qga.Client;

/// <summary>A domain of libvirt's, whose agent libvirt itself speaks to. The system's libvirt is loaded when the first such address is opened.</summary>
/// <param name="Domain">The domain's name or UUID.</param>
/// <param name="Uri">
/// The connection, as virsh(1) takes it with <c>-c</c>: also that of another host, <c>qemu+ssh://host/system</c>; null: libvirt's default, from
/// <c>LIBVIRT_DEFAULT_URI</c> or its configuration.
/// </param>
public sealed record LibvirtGuestAddress(string Domain, string? Uri = null) : GuestAddress
{
    /// <inheritdoc/>
    public override string ToString() => Uri is null ? $"libvirt:{Domain}" : $"libvirt:{Domain}@{Uri}";

    internal override async ValueTask<IGuestLink> OpenAsync(StreamLinkOptions options, CancellationToken cancellationToken) =>
        await LibvirtLink.OpenAsync(Domain, Uri, options, cancellationToken).ConfigureAwait(false);
}
