namespace Qga.Model.Tests;

/// <content>The file commands.</content>
internal sealed partial class ModelRun
{
    private const int DefaultCount = 4096;

    private string PathOf(int file) => _folder.File($"{file}");

    private void OpenFile(ModelClient client, Open open)
    {
        string path = PathOf(open.File);
        ModelFile file = _files[open.File];
        string arguments = $$"""{"path":"{{path}}","mode":"{{open.Mode}}"}""";
        bool isKnown = open.Mode.Length > 0 && "rwa".Contains(open.Mode[0], StringComparison.Ordinal);
        bool mustExist = isKnown && open.Mode[0] == 'r';
        if (!isKnown)
        {
            client.Expect("guest-file-open", arguments, Error($"invalid file open mode '{open.Mode}'"));
            return;
        }

        if (mustExist && !file.Exists)
        {
            client.Expect("guest-file-open", arguments, Error($"failed to open file '{path}' (mode: '{open.Mode}'): No such file or directory"));
            return;
        }

        file.Exists = true;
        if (open.Mode[0] == 'w')
        {
            file.Truncate();
        }

        long number = client.Ask("guest-file-open", arguments)["return"]!.GetValue<long>();
        Assert.DoesNotContain(_handles, handle => handle.Number == number);
        _handles.Add(new(number, file, open.Mode));
    }

    private void DoWithHandle(Step step, ModelClient client)
    {
        int? chosen = step switch
        {
            Close close => close.Handle,
            Read read => read.Handle,
            Write write => write.Handle,
            Seek seek => seek.Handle,
            Flush flush => flush.Handle,
            _ => null,
        };
        if (chosen is null || _handles.Count == 0)
        {
            return;
        }

        ModelHandle handle = _handles[chosen.Value % _handles.Count];
        switch (step)
        {
            case Close:
                CloseHandle(client, handle);
                break;
            case Flush:
                client.Expect("guest-file-flush", Text($"{{\"handle\":{handle.Number}}}"), NotFound(handle) ?? Done);
                break;
            case Read read:
                ReadFile(client, handle, read.Count);
                break;
            case Write write:
                WriteFile(client, handle, write);
                break;
            case Seek seek:
                SeekFile(client, handle, seek);
                break;
        }
    }

    private static string? NotFound(ModelHandle handle) => handle.IsClosed ? Error(Text($"handle '{handle.Number}' has not been found")) : null;

    private static string InvalidCount(int count) => Error(Text($"value '{count}' is invalid for argument count"));

    private static void CloseHandle(ModelClient client, ModelHandle handle)
    {
        client.Expect("guest-file-close", Text($"{{\"handle\":{handle.Number}}}"), NotFound(handle) ?? Done);
        handle.IsClosed = true;
    }

    private static void ReadFile(ModelClient client, ModelHandle handle, int? count)
    {
        string arguments = count is null ? Text($"{{\"handle\":{handle.Number}}}") : Text($"{{\"handle\":{handle.Number},\"count\":{count}}}");
        client.Expect("guest-file-read", arguments, NotFound(handle) ?? (count < 0 ? InvalidCount(count.Value) : ReadReply(handle, count ?? DefaultCount)));
    }

    private static string ReadReply(ModelHandle handle, int count)
    {
        // Nothing is asked of the kernel for nothing.
        if (count > 0 && !handle.CanRead)
        {
            return Error("failed to read file: Bad file descriptor");
        }

        byte[] bytes = handle.File.Read(handle.Position, count);
        handle.Position += bytes.Length;
        string isAtEnd = bytes.Length < count ? "true" : "false";
        return Text($"{{\"return\": {{\"count\": {bytes.Length}, \"buf-b64\": \"{Convert.ToBase64String(bytes)}\", \"eof\": {isAtEnd}}}}}");
    }

    private static void WriteFile(ModelClient client, ModelHandle handle, Write write)
    {
        string count = write.Count is null ? "" : Text($",\"count\":{write.Count}");
        string arguments = Text($"{{\"handle\":{handle.Number},\"buf-b64\":\"{Convert.ToBase64String(write.Bytes)}\"{count}}}");
        bool isInvalid = write.Count < 0 || write.Count > write.Bytes.Length;
        client.Expect("guest-file-write", arguments, NotFound(handle) ?? (isInvalid ? InvalidCount(write.Count!.Value) : WriteReply(handle, write)));
    }

    private static string WriteReply(ModelHandle handle, Write write)
    {
        ReadOnlySpan<byte> bytes = write.Bytes.AsSpan(0, write.Count ?? write.Bytes.Length);
        if (!bytes.IsEmpty && !handle.CanWrite)
        {
            return Error("failed to write to file: Bad file descriptor");
        }

        if (!bytes.IsEmpty)
        {
            handle.Position = handle.IsAppending ? handle.File.Length : handle.Position;
            handle.File.Write(handle.Position, bytes);
            handle.Position += bytes.Length;
        }

        return Text($"{{\"return\": {{\"count\": {bytes.Length}, \"eof\": false}}}}");
    }

    private static void SeekFile(ModelClient client, ModelHandle handle, Seek seek)
    {
        string[] names = ["\"set\"", "\"cur\"", "\"end\"", "7"];
        string whence = seek.IsByName ? names[seek.Whence] : Text($"{seek.Whence}");
        string arguments = Text($"{{\"handle\":{handle.Number},\"offset\":{seek.Offset},\"whence\":{whence}}}");
        client.Expect("guest-file-seek", arguments, NotFound(handle) ?? SeekReply(handle, seek));
    }

    private static string SeekReply(ModelHandle handle, Seek seek)
    {
        if (seek.Whence > 2)
        {
            return Error(Text($"invalid whence code {(seek.IsByName ? 7 : seek.Whence)}"));
        }

        long position = seek.Offset + (seek.Whence == 1 ? handle.Position : seek.Whence == 2 ? handle.File.Length : 0);
        if (position < 0)
        {
            return Error("failed to seek file: Invalid argument");
        }

        handle.Position = position;
        return Text($"{{\"return\": {{\"eof\": false, \"position\": {position}}}}}");
    }
}
