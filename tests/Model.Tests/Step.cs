namespace Qga.Model.Tests;

/// <summary>Something that one of several clients does. Files and handles are chosen by number among those that there are when it is done.</summary>
/// <param name="Client">Which client.</param>
internal abstract record Step(int Client);

/// <summary>Leaves, in the middle of a request or not, and comes back.</summary>
internal sealed record Reconnect(int Client, bool IsInRequest) : Step(Client);

/// <summary>Sends half a request, and then synchronizes as after a timeout.</summary>
internal sealed record HalfRequest(int Client, int Id) : Step(Client);

/// <summary>guest-ping.</summary>
internal sealed record Ping(int Client) : Step(Client);

/// <summary>guest-sync.</summary>
internal sealed record Sync(int Client, long Id) : Step(Client);

/// <summary>guest-sync-delimited.</summary>
internal sealed record SyncDelimited(int Client, long Id) : Step(Client);

/// <summary>guest-file-open.</summary>
internal sealed record Open(int Client, int File, string Mode) : Step(Client);

/// <summary>guest-file-close.</summary>
internal sealed record Close(int Client, int Handle) : Step(Client);

/// <summary>guest-file-read.</summary>
internal sealed record Read(int Client, int Handle, int? Count) : Step(Client);

/// <summary>guest-file-write.</summary>
internal sealed record Write(int Client, int Handle, byte[] Bytes, int? Count) : Step(Client)
{
    public override string ToString() => $"Write {{ Client = {Client}, Handle = {Handle}, Bytes = {Bytes.Length}, Count = {Count} }}";
}

/// <summary>guest-file-seek.</summary>
internal sealed record Seek(int Client, int Handle, int Offset, int Whence, bool IsByName) : Step(Client);

/// <summary>guest-file-flush.</summary>
internal sealed record Flush(int Client, int Handle) : Step(Client);

/// <summary>guest-exec.</summary>
internal sealed record Exec(int Client, ProgramKind Kind, int Number, string Capture) : Step(Client);

/// <summary>guest-exec-status until the program has ended; or once, without waiting for the reply, before the client leaves.</summary>
internal sealed record Status(int Client, int Program, bool IsLeft) : Step(Client);

/// <summary>What a program does.</summary>
internal enum ProgramKind
{
    /// <summary>Repeats its input.</summary>
    Cat,

    /// <summary>Prints to both streams.</summary>
    Print,

    /// <summary>Exits with a number.</summary>
    Exit,

    /// <summary>Is killed by a signal.</summary>
    Kill,

    /// <summary>Is not there.</summary>
    Missing,
}
