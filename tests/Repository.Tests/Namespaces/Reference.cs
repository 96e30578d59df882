namespace Repository.Tests.Namespaces;

/// <summary>A member of one namespace names a type of another.</summary>
internal sealed record Reference(string From, string To, string Member, string Type)
{
    public override string ToString() => $"{Member} -> {Type}";
}
