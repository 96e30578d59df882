namespace Qga.Conformance;

/// <summary>A conversation with an agent, read from a file; README.md describes the form.</summary>
/// <param name="Name">The file's name without extension.</param>
/// <param name="Options">Words for the agent's command line, besides method, path and state directory.</param>
/// <param name="Exception">Which agents must fail it, and why; null: every agent must pass.</param>
/// <param name="Steps">What happens, in order.</param>
public sealed record Transcript(string Name, IReadOnlyList<string> Options, Mark? Exception, IReadOnlyList<Step> Steps);

/// <summary>A step of a transcript.</summary>
/// <param name="Line">Its line in the file, from 1.</param>
public abstract record Step(int Line);

/// <summary>Something that is sent, and the lines that must come back before anything else.</summary>
/// <param name="Line">Its line.</param>
/// <param name="Packets">The bytes, cut into packets; variables are not filled in yet.</param>
/// <param name="Bytewise">Whether each byte is sent by itself.</param>
/// <param name="Replies">The expected lines.</param>
/// <param name="Marks">Agents that answer otherwise.</param>
public sealed record Exchange(
    int Line, IReadOnlyList<byte[]> Packets, bool Bytewise, IReadOnlyList<ReplyPattern> Replies, IReadOnlyList<Mark> Marks) : Step(Line)
{
    /// <summary>The line on which the same is sent again: what is waited for has not happened yet.</summary>
    public ReplyPattern? Again { get; init; }
}

/// <summary>A known difference of one exchange.</summary>
/// <param name="Agents">Which agents it holds for.</param>
/// <param name="Reason">Why.</param>
/// <param name="Replies">What they answer.</param>
public sealed record Mark(AgentSelector Agents, string Reason, IReadOnlyList<ReplyPattern> Replies);

/// <summary>What is done with a connection.</summary>
public enum ConnectionAction
{
    /// <summary>Open it, and go on with it.</summary>
    Connect,

    /// <summary>Go on with it.</summary>
    Use,

    /// <summary>Close it.</summary>
    Close,

    /// <summary>Close our sending side only.</summary>
    Finish,

    /// <summary>The agent must have closed it.</summary>
    Closed,
}

/// <summary>A step that concerns a connection as such.</summary>
/// <param name="Line">Its line.</param>
/// <param name="Action">What is done.</param>
/// <param name="Name">The connection; the first one has the name <c>a</c>.</param>
public sealed record ConnectionStep(int Line, ConnectionAction Action, string Name) : Step(Line);

/// <summary>The agent is ended and started again, with the same state directory; all connections are gone, <c>a</c> is opened anew.</summary>
/// <param name="Line">Its line.</param>
/// <param name="Options">Words for its command line, instead of those of the transcript.</param>
public sealed record RestartStep(int Line, IReadOnlyList<string> Options) : Step(Line);

/// <summary>A file in the temporary folder is made, or must have a content.</summary>
/// <param name="Line">Its line.</param>
/// <param name="Make">Whether it is made.</param>
/// <param name="Name">Its name in the folder.</param>
/// <param name="Content">Its content.</param>
public sealed record FileStep(int Line, bool Make, string Name, byte[] Content) : Step(Line);
