namespace Qga.Linux.Tests;

public sealed class WholeFileTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16 << 10)]
    [InlineData(300_000)]
    public void Reads_files_of_any_length(int length)
    {
        byte[] expected = new byte[length];
        Random.Shared.NextBytes(expected);
        File.WriteAllBytes($"{directory.Path}/file", expected);

        using FileContent content = WholeFile.Read($"{directory.Path}/file");
        Assert.True(content.Error.IsSuccess);
        Assert.True(content.Bytes.SequenceEqual(expected));
        Assert.True(WholeFile.Read($"{directory.Path}/file", out byte[] copy).IsSuccess);
        Assert.Equal(expected, copy);
    }

    [Fact]
    public void Files_that_are_read_at_the_same_time_do_not_share_memory()
    {
        directory.Write("one", "first");
        directory.Write("two", "second");

        using FileContent one = WholeFile.Read($"{directory.Path}/one");
        using FileContent two = WholeFile.Read($"{directory.Path}/two");
        Assert.True(one.Bytes.SequenceEqual("first"u8));
        Assert.True(two.Bytes.SequenceEqual("second"u8));
    }

    [Fact]
    public void Says_why_there_is_nothing()
    {
        using FileContent none = WholeFile.Read($"{directory.Path}/none");
        Assert.Equal(Errno.ENOENT, none.Error);
        Assert.True(none.Bytes.IsEmpty);
        using FileContent folder = WholeFile.Read(directory.Path);
        Assert.Equal(Errno.EISDIR, folder.Error);
        Assert.True(folder.Bytes.IsEmpty);
    }
}
