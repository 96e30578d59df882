namespace Qga.Agent.Linux.SelfTesting;

/// <summary>How bad something is; the numbers are exit statuses.</summary>
internal enum Severity
{
    Ok = 0,

    /// <summary>A command fails, or a freeze does not cover everything.</summary>
    Warning = 1,

    /// <summary>The agent cannot serve.</summary>
    Failure = 2,
}

/// <summary>What the self-test has found out about one thing.</summary>
/// <param name="area">The part of the chain from the host to the guest's disks.</param>
/// <param name="subject">The thing.</param>
/// <param name="severity">How it is.</param>
/// <param name="text">What there is to say of it.</param>
internal sealed class Finding(string area, string subject, Severity severity, string text)
{
    public string Area => area;

    public string Subject => subject;

    public Severity Severity => severity;

    public string Text => text;

    /// <summary>The severity's name.</summary>
    public string Status => severity switch
    {
        Severity.Ok => "ok",
        Severity.Warning => "warning",
        _ => "failure",
    };
}
