using Qga.Linux.Interop;

namespace Qga.Linux.Tests;

public sealed class WholeFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16 << 10)]
    [InlineData(300_000)]
    public void Reads_files_of_any_length(int length)
    {
        byte[] expected = new byte[length];
        Random.Shared.NextBytes(expected);
        File.WriteAllBytes($"{_directory.Path}/file", expected);

        using FileContent content = WholeFile.Read($"{_directory.Path}/file");
        Assert.True(content.Error.IsSuccess);
        Assert.True(content.Bytes.SequenceEqual(expected));
        Assert.True(WholeFile.Read($"{_directory.Path}/file", out byte[] copy).IsSuccess);
        Assert.Equal(expected, copy);
    }

    [Fact]
    public void Files_that_are_read_at_the_same_time_do_not_share_memory()
    {
        _directory.Write("one", "first");
        _directory.Write("two", "second");

        using FileContent one = WholeFile.Read($"{_directory.Path}/one");
        using FileContent two = WholeFile.Read($"{_directory.Path}/two");
        Assert.True(one.Bytes.SequenceEqual("first"u8));
        Assert.True(two.Bytes.SequenceEqual("second"u8));
    }

    [Fact]
    public void Says_why_there_is_nothing()
    {
        using FileContent none = WholeFile.Read($"{_directory.Path}/none");
        Assert.Equal(Errno.ENOENT, none.Error);
        Assert.True(none.Bytes.IsEmpty);
        using FileContent folder = WholeFile.Read(_directory.Path);
        Assert.Equal(Errno.EISDIR, folder.Error);
        Assert.True(folder.Bytes.IsEmpty);
    }

    [Fact]
    public void Writes_all_of_it_where_the_kernel_takes_a_part_at_a_time()
    {
        byte[] content = new byte[300_000];
        Random.Shared.NextBytes(content);
        Assert.True(Libc.Pipe(Libc.O_CLOEXEC, out SafeDescriptor readEnd, out SafeDescriptor writeEnd).IsSuccess);
        using (readEnd)
        {
            byte[] read = [];
            Thread reader = new(() => WholeFile.Read(readEnd, out read));
            reader.Start();
            using (writeEnd)
            {
                Assert.True(WholeFile.Write(writeEnd, content).IsSuccess);
            }

            reader.Join();
            Assert.Equal(content, read);
        }
    }

    [Fact]
    public void A_pipe_that_is_full_ends_a_write_that_does_not_block()
    {
        Assert.True(Libc.Pipe(Libc.O_CLOEXEC | Libc.O_NONBLOCK, out SafeDescriptor readEnd, out SafeDescriptor writeEnd).IsSuccess);
        using (readEnd)
        using (writeEnd)
        {
            Assert.Equal(Errno.EAGAIN, WholeFile.Write(writeEnd, new byte[1 << 20]));
        }
    }

    [Fact]
    public void Writes_over_what_is_there_and_makes_no_file()
    {
        _directory.Write("file", "offline\n");
        Assert.True(WholeFile.Write($"{_directory.Path}/file", "online"u8).IsSuccess);
        Assert.Equal("onlinee\n", File.ReadAllText($"{_directory.Path}/file"));
        Assert.Equal(Errno.ENOENT, WholeFile.Write($"{_directory.Path}/none", "1"u8));
        Assert.Equal(Errno.EISDIR, WholeFile.Write(_directory.Path, "1"u8));
    }
}
