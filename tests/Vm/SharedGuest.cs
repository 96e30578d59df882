namespace Qga.Vm;

/// <summary>The checks that share the guest; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SharedGuest : ICollectionFixture<Guest>
{
    public const string Name = "guest";
}
