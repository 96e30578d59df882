namespace Qga.Model.Tests;

/// <summary>A started program as it should be.</summary>
/// <param name="Pid">Its number.</param>
/// <param name="End">The status that tells its end.</param>
internal sealed record ModelProgram(long Pid, string End)
{
    /// <summary>Whether a client has been told its end.</summary>
    public Told Told { get; set; }
}

/// <summary>Whether a client has been told something.</summary>
internal enum Told
{
    /// <summary>Nobody has.</summary>
    No,

    /// <summary>A client that has left may have been: the reply was on its way, or was not.</summary>
    Perhaps,

    /// <summary>One has.</summary>
    Yes,
}
