namespace Qga.Faults;

/// <summary>What came of a fault.</summary>
internal enum Verdict
{
    /// <summary>The call did not take place this time.</summary>
    NotMet,

    /// <summary>No client has noticed.</summary>
    Unnoticed,

    /// <summary>A client was told, by an error or a closed connection.</summary>
    Told,

    /// <summary>The agent has ended at its start, and has said why.</summary>
    Ended,

    /// <summary>Something is wrong.</summary>
    Wrong,
}

/// <summary>What came of a fault.</summary>
/// <param name="Verdict">In a word.</param>
/// <param name="Target">What the call was about.</param>
/// <param name="Text">What was told, or what is wrong.</param>
internal sealed record Outcome(Verdict Verdict, string Target = "", string Text = "");
