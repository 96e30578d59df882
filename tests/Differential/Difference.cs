namespace Qga.Differential;

/// <summary>A place in which two replies differ.</summary>
/// <param name="Request">What was sent.</param>
/// <param name="Path">The place: <c>error.desc</c>, <c>return[].name</c>; empty where the replies have nothing in common.</param>
/// <param name="Ours">What our agent has there, as JSON; <c>nothing</c> where it has nothing.</param>
/// <param name="Qemu">What QEMU's agent has there.</param>
public sealed record Difference(Request Request, string Path, string Ours, string Qemu)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Shown(Request.Text)}\n  at:   {Path}\n  ours: {Shown(Ours)}\n  qemu: {Shown(Qemu)}";

    private static string Shown(string text) => text.Length <= 1000 ? text : $"{text[..1000]}… ({text.Length} characters)";
}
