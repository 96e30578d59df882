namespace Qga.Agent.Logging;

/// <summary>Where the log goes. Neither method may block or throw: a log that nobody reads must not stop the agent.</summary>
internal interface ILogDestination
{
    /// <summary>Writes a line, its line feed included.</summary>
    void WriteLine(string line);

    /// <summary>Sends a record to the system's log.</summary>
    void WriteAudit(string text);
}
