namespace Qga.Client;

/// <summary>The streams that a program writes.</summary>
public enum GuestOutputKind
{
    /// <summary>Standard output.</summary>
    Output,

    /// <summary>Standard error.</summary>
    Error,
}
