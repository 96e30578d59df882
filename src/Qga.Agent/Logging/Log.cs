using System.Globalization;

namespace Qga.Agent.Logging;

/// <summary>
/// The agent's log: lines <c>seconds.microseconds: level: text</c> for its destination, and audit records of what hosts have done for the system's log.
/// While file systems are frozen it is kept in memory, the latest of it at least, as the destination may be on one of them, and written after the thaw.
/// What clients send is not logged: passwords and the contents of files are among it. Safe from any thread.
/// </summary>
internal static class Log
{
    private const int MostKept = 100;

    private static readonly Lock s_gate = new();
    private static readonly Queue<Kept> s_kept = new();
    private static ILogDestination? s_destination;
    private static Func<bool> s_isSilent = static () => false;
    private static bool s_isVerbose;

    /// <summary>Sets the destination; what is logged before is lost.</summary>
    /// <param name="destination">Takes lines and audit records.</param>
    public static void Configure(ILogDestination destination) => s_destination = destination;

    /// <summary>Sets what is logged.</summary>
    /// <param name="verbose">Whether warnings and debug messages are.</param>
    /// <param name="silent">Whether nothing may be written now, but is kept.</param>
    public static void Configure(bool verbose, Func<bool> silent)
    {
        s_isVerbose = verbose;
        s_isSilent = silent;
    }

    /// <summary>Logs what prevents the agent from serving.</summary>
    public static void Critical(string text) => Write("critical", text);

    /// <summary>Logs a failure.</summary>
    public static void Error(string text) => Write("error", text);

    /// <summary>Logs, whatever the level, what whoever starts the agent must know.</summary>
    public static void Notice(string text) => Write("warning", text);

    /// <summary>Logs what an administrator may want to know, if the log is verbose.</summary>
    public static void Warning(string text) => WriteIfVerbose("warning", text);

    /// <summary>Logs what the agent does, if the log is verbose.</summary>
    public static void Debug(string text) => WriteIfVerbose("debug", text);

    /// <summary>Sends an audit record of what a host has done to the system's log, whatever the level.</summary>
    public static void Audit(string text) => Send(isAudit: true, text);

    private static void WriteIfVerbose(string level, string text)
    {
        if (s_isVerbose)
        {
            Write(level, text);
        }
    }

    private static void Write(string level, string text)
    {
        (long seconds, long ticks) = Math.DivRem((DateTime.UtcNow - DateTime.UnixEpoch).Ticks, TimeSpan.TicksPerSecond);
        Send(isAudit: false, string.Create(CultureInfo.InvariantCulture, $"{seconds}.{ticks / TimeSpan.TicksPerMicrosecond:000000}: {level}: {text}\n"));
    }

    private static void Send(bool isAudit, string text)
    {
        if (s_isSilent())
        {
            Keep(isAudit, text);
            return;
        }

        while (TakeKept() is { } kept)
        {
            Deliver(kept.IsAudit, kept.Text);
        }

        Deliver(isAudit, text);
    }

    private static void Deliver(bool isAudit, string text)
    {
        if (isAudit)
        {
            s_destination?.WriteAudit(text);
        }
        else
        {
            s_destination?.WriteLine(text);
        }
    }

    private static void Keep(bool isAudit, string text)
    {
        lock (s_gate)
        {
            if (s_kept.Count == MostKept)
            {
                s_kept.Dequeue();
            }

            s_kept.Enqueue(new(isAudit, text));
        }
    }

    private static Kept? TakeKept()
    {
        lock (s_gate)
        {
            return s_kept.Count == 0 ? null : s_kept.Dequeue();
        }
    }

    private sealed class Kept(bool isAudit, string text)
    {
        public bool IsAudit => isAudit;

        public string Text => text;
    }
}
