namespace Qga.Client;

/// <summary>How a copy was compared with the original.</summary>
public enum GuestCopyVerification
{
    /// <summary>It was not: the options say so, or the guest has no program for it.</summary>
    None,

    /// <summary>A program of the guest (sha256sum, shasum, sha256, openssl or certutil) computed the SHA-256 there.</summary>
    GuestProgram,

    /// <summary>The guest's side was read once more through the agent.</summary>
    ReadBack,
}
