using System.Text;
using Qga.Agent.Generated;

namespace Qga.Agent.Policy;

/// <summary>Which files guest-file-open may open, and how.</summary>
internal sealed class FileRules
{
    private readonly PatternRule? _read;
    private readonly PatternRule? _write;
    private readonly string? _noRead;
    private readonly string? _noWrite;

    /// <summary>Takes the rules of a group, and whether what is opened may be read and written at all.</summary>
    public FileRules(AccessRules rules, CommandPolicy commands)
    {
        (_read, _write) = (rules.Read, rules.Write);
        _noRead = Missing("guest-file-read", commands);
        _noWrite = Missing("guest-file-write", commands);
    }

    /// <summary>Whether paths matter, so that a file must be opened without following links.</summary>
    public bool HasPaths => _read is not null || _write is not null;

    /// <summary>Judges a way to open any file.</summary>
    /// <returns>The rule that refuses it, for people; null if it is permitted.</returns>
    public string? Refusal(bool reads, bool writes) => reads && _noRead is not null ? _noRead : writes ? _noWrite : null;

    /// <summary>Judges a file.</summary>
    /// <param name="path">Its path without links.</param>
    /// <param name="reads">Whether it is opened to read.</param>
    /// <param name="writes">Whether it is opened to write.</param>
    /// <returns>The rule that refuses it, for people; null if it is permitted.</returns>
    public string? Refusal(string path, bool reads, bool writes) =>
        (reads ? _read?.Refusal(path) : null) ?? (writes ? _write?.Refusal(path) : null);

    // Opening alone can block a device, truncate a file or make one.
    private static string? Missing(string name, CommandPolicy commands) =>
        commands.Refusal(Command.Find(Encoding.ASCII.GetBytes(name))!) is null ? null : $"{name} has been disabled";
}
