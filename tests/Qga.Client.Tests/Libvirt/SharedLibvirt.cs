namespace Qga.Client.Tests.Libvirt;

/// <summary>The tests that share one libvirt; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SharedLibvirt : ICollectionFixture<LibvirtDaemon>
{
    public const string Name = "libvirt";
}
