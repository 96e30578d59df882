using System.CommandLine;
using Qga.Cli.Output;

namespace Qga.Cli.Invoking;

/// <summary>One verb of the command line: help, man page and completion are made from what it says of itself.</summary>
internal abstract class Verb(string name, VerbGroup group, string summary) : Command(name, summary)
{
    /// <summary>Where help lists it.</summary>
    public VerbGroup Group { get; } = group;

    /// <summary>What help and the man page show, at least one: the command line without <c>qga</c>, and what it does.</summary>
    public abstract IReadOnlyList<Example> Examples { get; }

    /// <summary>What help and the man page say beyond the summary, a paragraph each.</summary>
    public virtual IReadOnlyList<string> Details => [];

    /// <summary>The fields of its JSON, those of nested objects as well; docs/qga-json.md describes each.</summary>
    public virtual IReadOnlyList<Column> Fields => [];

    /// <summary>Whether a program's command line stands behind the guest, with options of its own.</summary>
    public virtual bool RunsProgram => false;

    /// <summary>Why <c>--json</c> cannot be honoured, the end of a sentence; null: it is honoured.</summary>
    /// <param name="arguments">The command line.</param>
    public virtual string? WhyNoJson(ParseResult arguments) => null;

    /// <summary>Whether the exit code is that of a program which the verb runs; a failure of the verb's own is 255 then.</summary>
    public virtual bool PassesExitCodeOn => false;
}

/// <summary>One example of a verb.</summary>
/// <param name="CommandLine">The command line without <c>qga</c>.</param>
/// <param name="Explanation">What it does.</param>
internal sealed record Example(string CommandLine, string Explanation);
