using System.Runtime.Versioning;
using Qga.Linux.Interop;

namespace Qga.Linux.Tests;

[SupportedOSPlatform("linux")]
public sealed class FileTrustTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("qga-").FullName;

    [Theory]
    [InlineData(Libc.S_IFREG, "644", 0, 0, true)]
    [InlineData(Libc.S_IFREG, "664", 0, 0, true)]
    [InlineData(Libc.S_IFREG, "664", 0, 54321, false)]
    [InlineData(Libc.S_IFREG, "646", 0, 0, false)]
    [InlineData(Libc.S_IFREG, "1646", 0, 0, false)]
    [InlineData(Libc.S_IFREG, "600", 54321, 0, false)]
    [InlineData(Libc.S_IFDIR, "755", 0, 54321, true)]
    [InlineData(Libc.S_IFDIR, "777", 0, 0, false)]
    [InlineData(Libc.S_IFDIR, "1777", 0, 0, true)]
    [InlineData(Libc.S_IFDIR, "1777", 54321, 0, false)]
    public void Belongs_to_root_and_others_cannot_write(int type, string mode, uint uid, uint gid, bool isTrusted) =>
        Assert.Equal(isTrusted, FileTrust.IsTrusted(new() { Mode = (ushort)(type | Convert.ToInt32(mode, 8)), Uid = uid, Gid = gid }));

    [Fact]
    public void A_file_of_ones_own_is_trusted() =>
        Assert.True(FileTrust.IsTrusted(new() { Mode = Libc.S_IFREG | 0x1B0, Uid = Libc.EffectiveUid(), Gid = Libc.EffectiveGid() }));

    [Fact]
    public void The_first_part_that_others_can_change_is_named()
    {
        Directory.CreateDirectory($"{_folder}/a/b");
        File.WriteAllText($"{_folder}/a/b/file", "");
        Assert.Null(Find($"{_folder}/a/b/file"));

        File.SetUnixFileMode($"{_folder}/a/b/file", (UnixFileMode)Convert.ToInt32("666", 8));
        Assert.Equal($"{_folder}/a/b/file", Find($"{_folder}/a/b/file"));

        File.SetUnixFileMode($"{_folder}/a", (UnixFileMode)Convert.ToInt32("777", 8));
        Assert.Equal($"{_folder}/a", Find($"{_folder}/a/b/file"));
        Assert.Null(Find("/"));
    }

    [Fact]
    public void A_link_on_the_way_is_an_error_or_no_trust()
    {
        File.CreateSymbolicLink($"{_folder}/link", "/usr");

        Assert.Equal($"{_folder}/link", Find($"{_folder}/link"));
        Assert.Equal(Errno.ENOENT, FileTrust.FindUntrusted($"{_folder}/none", out _));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string? Find(string name)
    {
        Assert.Equal(default, FileTrust.FindUntrusted(name, out string? untrusted));
        return untrusted;
    }
}
