using System.Buffers;
using System.Diagnostics;
using System.Text;
using Qapi.Runtime.Errors;
using Qapi.Runtime.Reading;
using Qapi.Runtime.Writing;
using Qga.Agent.Generated;
using Qga.Agent.Linux.Commands.File;
using Qga.Agent.Linux.State;
using Qga.Agent.Linux.Tests.Support;
using Qga.Contracts;

namespace Qga.Agent.Linux.Tests.Commands;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class FileCommandsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qga-");
    private readonly FileCommands _commands;

    public FileCommandsTests() => _commands = new(new HandleCounter(_folder.FullName, () => 0), TimeSpan.FromMilliseconds(50));

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("r", "old", true, false)]
    [InlineData("rb", "old", true, false)]
    [InlineData("w", "new", false, true)]
    [InlineData("wb", "new", false, true)]
    [InlineData("a", "oldnew", false, true)]
    [InlineData("ab", "oldnew", false, true)]
    [InlineData("r+", "new", true, true)]
    [InlineData("rb+", "new", true, true)]
    [InlineData("r+b", "new", true, true)]
    [InlineData("w+", "new", true, true)]
    [InlineData("wb+", "new", true, true)]
    [InlineData("w+b", "new", true, true)]
    [InlineData("a+", "oldnew", true, true)]
    [InlineData("ab+", "oldnew", true, true)]
    [InlineData("a+b", "oldnew", true, true)]
    public void Every_mode_opens_as_fopen_does(string mode, string content, bool reads, bool writes)
    {
        string path = Make("old");
        long handle = Open(path, mode);

        Assert.Equal(writes ? null : "failed to write to file: Bad file descriptor", Write(handle, "new").Error?.Description);
        Assert.Equal(content, File.ReadAllText(path));
        Assert.Equal(0, Seek(handle, 0, QGASeek.Set).Position);
        CommandResult<GuestFileRead> read = Read(handle);
        Assert.Equal(reads ? null : "failed to read file: Bad file descriptor", read.Error?.Description);
        if (reads)
        {
            Assert.Equal(content, Text(read.Value!));
        }
    }

    [Fact]
    public void No_more_files_are_open_than_are_allowed()
    {
        // What cannot be opened takes no place.
        for (int i = 0; i < 2 * FileTable.MaximumFiles; i++)
        {
            Assert.NotNull(TryOpen("/nowhere", "r").Error);
        }

        List<long> handles = [];
        for (int i = 0; i < FileTable.MaximumFiles; i++)
        {
            handles.Add(Open("/dev/null", "r"));
        }

        Assert.Equal("192 files are open already; guest-file-close lets one go", TryOpen("/dev/null", "r").Error?.Description);
        Assert.Null(_commands.GuestFileClose(new() { Handle = handles[^1] }).Error);
        handles[^1] = Open("/dev/null", "r");
        handles.ForEach(handle => Assert.Null(_commands.GuestFileClose(new() { Handle = handle }).Error));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("R")]
    [InlineData("r ")]
    [InlineData("rw")]
    [InlineData("b")]
    [InlineData("br")]
    [InlineData("r++")]
    public void Other_modes_are_refused_and_nothing_happens(string mode)
    {
        string path = Path.Combine(_folder.FullName, "new");

        Assert.Equal($"invalid file open mode '{mode}'", TryOpen(path, mode).Error?.Description);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Refusals_name_the_path_the_mode_and_the_reason()
    {
        string there = Make("x");
        Assert.Equal($"failed to open file '{there}/y' (mode: 'w'): Not a directory", TryOpen($"{there}/y", "w").Error?.Description);
        Assert.Equal("failed to open file '/nowhere/x' (mode: 'r'): No such file or directory", TryOpen("/nowhere/x", null).Error?.Description);
        Assert.Equal($"failed to open file '{_folder.FullName}' (mode: 'a'): Is a directory", TryOpen(_folder.FullName, "a").Error?.Description);
        Assert.Equal("failed to open file '' (mode: 'r'): No such file or directory", TryOpen("", "r").Error?.Description);

        Assert.Equal(1000, Open(there, "r"));
    }

    [Fact]
    public void A_new_file_is_as_the_umask_has_it_and_an_old_one_stays_as_it_is()
    {
        string other = Make("y");
        string fresh = Path.Combine(_folder.FullName, "fresh");
        Open(fresh, "w");
        string old = Make("x");
        File.SetUnixFileMode(old, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Open(old, "w");

        Assert.Equal(File.GetUnixFileMode(other), File.GetUnixFileMode(fresh));
        Assert.Equal(Convert.ToInt32("600", 8), (int)File.GetUnixFileMode(old));
    }

    [Fact]
    public async Task A_file_that_takes_nothing_ends_the_write()
    {
        // The kernel answers 0 where the memory of a process that has ended is written to.
        using Process process = Process.Start("sleep", ["1000"]);
        long handle = Open($"/proc/{process.Id}/mem", "r+");
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Task<string?> write = Task.Run(() => Write(handle, "new").Error?.Description);
        Assert.Equal(
            "failed to write to file: Input/output error",
            await write.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Links_are_followed_but_not_into_the_void()
    {
        string link = Path.Combine(_folder.FullName, "link");
        File.CreateSymbolicLink(link, Make("old"));
        Assert.Null(Write(Open(link, "w"), "new").Error);
        Assert.Equal("new", File.ReadAllText(link));

        string dangling = Path.Combine(_folder.FullName, "dangling");
        File.CreateSymbolicLink(dangling, "nothing");
        Assert.Equal($"failed to open file '{dangling}' (mode: 'w'): No such file or directory", TryOpen(dangling, "w").Error?.Description);
    }

    [Fact]
    public void A_null_character_does_not_cut_a_path_short()
    {
        string path = Make("x") + "\0b";

        Assert.Equal($"failed to open file '{path}' (mode: 'r+'): No such file or directory", TryOpen(path, "r+").Error?.Description);
    }

    [Fact]
    public void A_directory_opens_but_does_not_read()
    {
        long handle = Open(_folder.FullName, "r");

        Assert.Equal("failed to read file: Is a directory", Read(handle, 1).Error?.Description);
        Assert.Equal(0, Read(handle, 0).Value!.Count);
    }

    [Fact]
    public void A_handle_that_is_unknown_or_closed_is_not_found()
    {
        long handle = Open(Make("x"), "r");
        Assert.Null(Close(handle).Error);
        string text = $"handle '{handle}' has not been found";

        Assert.Equal(text, Close(handle).Error?.Description);
        Assert.Equal(text, Read(handle, -1).Error?.Description);
        Assert.Equal(text, Write(handle, "x").Error?.Description);
        Assert.Equal(text, _commands.GuestFileFlush(new() { Handle = handle }).Error?.Description);
        Assert.Equal(text, _commands.GuestFileSeek(new() { Handle = handle, Whence = 7 }).Error?.Description);
        Assert.Equal("handle '-1' has not been found", Close(-1).Error?.Description);
    }

    [Fact]
    public void A_read_stops_at_its_count_or_at_the_end()
    {
        long handle = Open(Make("0123456789"), "r");

        AssertRead(handle, 4, "0123", eof: false);
        AssertRead(handle, 6, "456789", eof: false);
        AssertRead(handle, 6, "", eof: true);
        Seek(handle, 5, QGASeek.Set);
        AssertRead(handle, 6, "56789", eof: true);
        AssertRead(handle, 0, "", eof: false);
    }

    [Fact]
    public void The_end_is_not_for_ever()
    {
        string path = Make("a");
        long handle = Open(path, "r");
        AssertRead(handle, null, "a", eof: true);
        File.AppendAllText(path, "b");

        AssertRead(handle, null, "b", eof: true);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData((48 << 20) + 1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void A_read_has_its_limits(long count) =>
        Assert.Equal($"value '{count}' is invalid for argument count", Read(Open(Make("x"), "r"), count).Error?.Description);

    [Theory]
    [InlineData(4096, 4096, false)]
    [InlineData(4096, 4097, true)]
    [InlineData(100_000, 100_000, false)]
    [InlineData(100_000, 48 << 20, true)]
    [InlineData(100_000, 99_999, false)]
    public void A_large_read_comes_in_pieces(int size, int count, bool eof)
    {
        string path = Make(string.Concat(Enumerable.Range(0, size).Select(number => (char)('a' + (number % 26)))));
        long handle = Open(path, "r");

        GuestFileRead read = Read(handle, count).Value!;
        string text = Text(read);

        Assert.Equal(File.ReadAllText(path)[..Math.Min(size, count)], text);
        Assert.Equal((text.Length, eof), (read.Count, read.Eof));
        Assert.Equal(text.Length, Seek(handle, 0, QGASeek.Cur).Position);
    }

    [Fact]
    public void A_pipe_gives_what_it_has_and_loses_nothing()
    {
        string path = Path.Combine(_folder.FullName, "pipe");
        Assert.Equal(0, NativePipe.Make(path));
        long reader = Open(path, "r");
        AssertRead(reader, null, "", eof: true);
        long writer = Open(path, "w");
        Assert.Equal("failed to read file: Resource temporarily unavailable", Read(reader).Error?.Description);
        Write(writer, "abc");

        AssertRead(reader, null, "abc", eof: false);
        Assert.Equal("failed to seek file: Illegal seek", _commands.GuestFileSeek(new() { Handle = reader, Whence = 0 }).Error?.Description);
        Close(writer);
        AssertRead(reader, null, "", eof: true);
    }

    [Fact]
    public void A_pipe_takes_what_it_can_and_says_how_much()
    {
        string path = Path.Combine(_folder.FullName, "pipe");
        Assert.Equal(0, NativePipe.Make(path));
        Assert.Equal($"failed to open file '{path}' (mode: 'w'): No such device or address", TryOpen(path, "w").Error?.Description);
        Open(path, "r");
        long writer = Open(path, "w");

        Assert.Equal(65536, Write(writer, new string('x', 100_000)).Value!.Count);
        Assert.Equal("failed to write to file: Resource temporarily unavailable", Write(writer, "x").Error?.Description);
    }

    [Fact]
    public void A_full_device_is_told_of_at_once()
    {
        long handle = Open("/dev/full", "w");

        Assert.Equal("failed to write to file: No space left on device", Write(handle, "x").Error?.Description);
        Assert.Null(Close(handle).Error);
    }

    [Fact]
    public void A_write_writes_as_much_as_is_asked_for()
    {
        string path = Make("");
        long handle = Open(path, "r+");
        string large = string.Concat(Enumerable.Range(0, 150_000).Select(number => (char)('a' + (number % 26))));

        Assert.Equal(0, Write(handle, "abc", 0).Value!.Count);
        Assert.Equal(2, Write(handle, "abc", 2).Value!.Count);
        Assert.Equal(150_000, Write(handle, large).Value!.Count);
        Assert.Equal(100_000, Write(handle, large, 100_000).Value!.Count);
        Assert.Equal("ab" + large + large[..100_000], File.ReadAllText(path));
    }

    [Fact]
    public void A_bad_write_writes_nothing()
    {
        string path = Make("old");
        long handle = Open(path, "r+");
        string notBase64 = Convert.ToBase64String(new byte[100_000]) + "*";

        Assert.Equal("value '4' is invalid for argument count", Write(handle, "new", 4).Error?.Description);
        Assert.Equal("value '-1' is invalid for argument count", Write(handle, "new", -1).Error?.Description);
        Assert.Equal("Base64 data contains invalid characters", WriteText(handle, notBase64, -1).Error?.Description);
        Assert.Equal("old", File.ReadAllText(path));
    }

    [Fact]
    public void A_seek_moves_from_the_beginning_the_place_or_the_end()
    {
        long handle = Open(Make("0123456789"), "r");

        Assert.Equal(3, Seek(handle, 3, QGASeek.Set).Position);
        Assert.Equal(5, Seek(handle, 2, 1).Position);
        Assert.Equal(9, Seek(handle, -1, 2).Position);
        Assert.Equal(110, Seek(handle, 100, QGASeek.End).Position);
        AssertRead(handle, null, "", eof: true);
        Assert.Equal("failed to seek file: Invalid argument", _commands.GuestFileSeek(new() { Handle = handle, Offset = -1, Whence = 0 }).Error?.Description);
        Assert.Equal("invalid whence code 3", _commands.GuestFileSeek(new() { Handle = handle, Whence = 3 }).Error?.Description);
        Assert.Equal(110, Seek(handle, 0, 1).Position);
    }

    [Fact]
    public void A_close_during_a_read_ends_the_read()
    {
        long handle = Open(Make(new string('x', 100_000)), "r");
        InterruptedOutput output = new(() =>
        {
            Assert.Equal($"handle '{handle}' is busy with another command", Read(handle, 1).Error?.Description);
            Assert.Null(Close(handle).Error);
            Assert.Equal($"handle '{handle}' has not been found", Read(handle, 1).Error?.Description);
        });
        GuestFileReadReply reply = new(new JsonWriter(output));
        Assert.Null(_commands.GuestFileRead(new() { Handle = handle, Count = 100_000 }, ref reply));

        GuestFileRead read = Written<GuestFileRead>(output.Bytes, reply.Writer, GuestFileRead.Read);
        Assert.True(output.WasInterrupted);
        Assert.Equal((read.BufB64.ToMemory().Length, false), (read.Count, read.Eof));
        Assert.InRange(read.Count, 1, 99_999);
    }

    [Fact]
    public void A_reply_that_breaks_off_leaves_the_file_to_other_commands()
    {
        long handle = Open(Make(new string('x', 100_000)), "r");
        InterruptedOutput output = new(static () => throw new IOException());
        Assert.Throws<IOException>(() =>
        {
            GuestFileReadReply reply = new(new JsonWriter(output));
            _commands.GuestFileRead(new() { Handle = handle, Count = 100_000 }, ref reply);
        });

        Assert.Null(Read(handle, 1).Error);
    }

    [Fact]
    public void Without_a_place_for_the_state_nothing_is_opened()
    {
        FileCommands stateless = new(new HandleCounter("/nowhere", () => 0), TimeSpan.Zero);
        string path = Path.Combine(_folder.FullName, "new");

        Assert.Equal("failed to commit persistent state to disk", stateless.GuestFileOpen(new() { Path = path, Mode = "w" }).Error?.Description);
        Assert.False(File.Exists(path));
    }

    private string Make(string content)
    {
        string path = Path.Combine(_folder.FullName, Guid.NewGuid().ToString());
        File.WriteAllText(path, content);
        return path;
    }

    private CommandResult<long> TryOpen(string path, string? mode) => _commands.GuestFileOpen(new() { Path = path, Mode = mode });

    private long Open(string path, string mode)
    {
        CommandResult<long> result = TryOpen(path, mode);
        Assert.Null(result.Error);
        return result.Value;
    }

    private CommandResult Close(long handle) => _commands.GuestFileClose(new() { Handle = handle });

    private CommandResult<GuestFileRead> Read(long handle, long? count = null)
    {
        ArrayBufferWriter<byte> output = new();
        GuestFileReadReply reply = new(new JsonWriter(output));
        return _commands.GuestFileRead(new() { Handle = handle, Count = count }, ref reply) is { } error
            ? error
            : Written<GuestFileRead>(output, reply.Writer, GuestFileRead.Read);
    }

    private CommandResult<GuestFileWrite> Write(long handle, string text, long? count = null) =>
        WriteText(handle, Convert.ToBase64String(Encoding.ASCII.GetBytes(text)), count);

    private CommandResult<GuestFileWrite> WriteText(long handle, string base64, long? count)
    {
        ArrayBufferWriter<byte> output = new();
        GuestFileWriteReply reply = new(new JsonWriter(output));
        GuestFileWriteArguments arguments = new() { Handle = handle, BufB64 = Base64Text.FromValue(Encoding.ASCII.GetBytes($"\"{base64}\"")), Count = count };
        return _commands.GuestFileWrite(arguments, ref reply) is { } error
            ? error
            : Written<GuestFileWrite>(output, reply.Writer, GuestFileWrite.Read);
    }

    private static T Written<T>(ArrayBufferWriter<byte> output, JsonWriter writer, ObjectValueReader<T> read)
    {
        writer.EndObject();
        writer.Flush();
        ObjectReader reply = new(output.WrittenSpan);
        Assert.True(reply.Read());
        Assert.Null(read(reply.Value, UnknownMembers.Refuse, out T value));
        return value;
    }

    private GuestFileSeek Seek(long handle, long offset, GuestFileWhence whence)
    {
        CommandResult<GuestFileSeek> result = _commands.GuestFileSeek(new() { Handle = handle, Offset = offset, Whence = whence });
        Assert.Null(result.Error);
        Assert.False(result.Value!.Eof);
        return result.Value;
    }

    private void AssertRead(long handle, long? count, string text, bool eof)
    {
        CommandResult<GuestFileRead> result = Read(handle, count);
        Assert.Null(result.Error);
        Assert.Equal(text, Text(result.Value!));
        Assert.Equal((text.Length, eof), (result.Value!.Count, result.Value.Eof));
    }

    private static string Text(GuestFileRead read) => Encoding.ASCII.GetString(read.BufB64.ToMemory().Span);

    /// <summary>Does something else once, in the middle of a reply.</summary>
    private sealed class InterruptedOutput(Action interruption) : IBufferWriter<byte>
    {
        public ArrayBufferWriter<byte> Bytes { get; } = new();

        public bool WasInterrupted { get; private set; }

        public void Advance(int count) => Bytes.Advance(count);

        public Memory<byte> GetMemory(int sizeHint = 0) => throw new NotSupportedException();

        public Span<byte> GetSpan(int sizeHint = 0)
        {
            if (Bytes.WrittenCount > 4096 && !WasInterrupted)
            {
                WasInterrupted = true;
                interruption();
            }

            return Bytes.GetSpan(sizeHint)[..sizeHint];
        }
    }
}
