using System.Text;
using Qga.Linux.Interop;

namespace Qga.Linux.Tests;

public sealed class KernelFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Reads_files_below_a_directory()
    {
        _directory.Write("cpu0/online", "1\n");
        Span<byte> buffer = stackalloc byte[8];

        using KernelFile folder = KernelFile.Open(_directory.Path);
        using KernelFile direct = folder.Open("cpu0/online"u8);
        Assert.True(direct.Read(buffer, out int length).IsSuccess);
        Assert.Equal("1\n", Encoding.UTF8.GetString(buffer[..length]));
        Assert.True(direct.Read(buffer, out length).IsSuccess);
        Assert.Equal(0, length);

        using KernelFile joined = folder.Open("cpu0"u8, "online"u8);
        Assert.True(joined.Read(buffer, out length).IsSuccess);
        Assert.Equal(2, length);
    }

    [Fact]
    public void Says_why_it_cannot()
    {
        _directory.Write("file", "");
        Span<byte> buffer = stackalloc byte[8];

        using KernelFile none = KernelFile.Open($"{_directory.Path}/none");
        Assert.Equal(Errno.ENOENT, none.Error);
        Assert.Equal(Errno.ENOENT, none.Read(buffer, out int length));
        Assert.Equal(0, length);
        Assert.Equal(Errno.ENOENT, none.Find("file"u8));
        using KernelFile below = none.Open("file"u8);
        Assert.Equal(Errno.ENOENT, below.Error);

        using KernelFile folder = KernelFile.Open(_directory.Path);
        Assert.Equal(Errno.EISDIR, folder.Read(buffer, out _));
        Assert.Equal(default, folder.Find("file"u8));
        Assert.Equal(Errno.ENOENT, folder.Find("none"u8));
        using KernelFile throughFile = folder.Open("file"u8, "online"u8);
        Assert.Equal(Errno.ENOTDIR, throughFile.Error);
    }

    [Fact]
    public void Lists_directories_of_any_size()
    {
        string[] expected = [.. Enumerable.Range(0, 1000).Select(i => $"memory{i}")];
        foreach (string name in expected)
        {
            Directory.CreateDirectory($"{_directory.Path}/{name}");
        }

        using KernelFile folder = KernelFile.Open(_directory.Path);
        List<string> found = [];
        DirectoryNames names = new(folder, stackalloc byte[DirectoryNames.Room]);
        while (names.Read())
        {
            found.Add(Encoding.UTF8.GetString(names.Current));
        }

        Assert.True(names.Error.IsSuccess);
        Assert.Equal(expected.Order(), found.Order());
    }

    [Fact]
    public void Says_why_it_cannot_list()
    {
        _directory.Write("file", "");
        Span<byte> buffer = stackalloc byte[DirectoryNames.Room];

        using KernelFile none = KernelFile.Open($"{_directory.Path}/none");
        DirectoryNames ofNone = new(none, buffer);
        Assert.False(ofNone.Read());
        Assert.Equal(Errno.ENOENT, ofNone.Error);

        using KernelFile file = KernelFile.Open($"{_directory.Path}/file");
        DirectoryNames ofFile = new(file, buffer);
        Assert.False(ofFile.Read());
        Assert.Equal(Errno.ENOTDIR, ofFile.Error);
    }
}
