using Qga.Linux.Interop;

namespace Qga.Linux.Tests;

public sealed class LinklessPathTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("qga-").FullName;

    public LinklessPathTests()
    {
        Directory.CreateDirectory($"{_folder}/real");
        File.WriteAllText($"{_folder}/real/file", "content");
        File.CreateSymbolicLink($"{_folder}/link", "real");
        File.CreateSymbolicLink($"{_folder}/real/alias", "file");
        File.CreateSymbolicLink($"{_folder}/real/dangling", "nothing");
    }

    [Theory]
    [InlineData("/real/file", "/real/file")]
    [InlineData("/link/file", "/real/file")]
    [InlineData("/link/alias", "/real/file")]
    [InlineData("/link/../link/./alias", "/real/file")]
    [InlineData("//link///file", "/real/file")]
    [InlineData("/link", "/real")]
    public void Leads_to_the_path_without_links(string path, string place)
    {
        Assert.True(LinklessPath.Resolve(_folder + path, mayBeNew: false, out string name).IsSuccess);
        Assert.Equal(_folder + place, name);
    }

    [Theory]
    [InlineData("/link/new", "/real/new")]
    [InlineData("/link/../new", "/new")]
    [InlineData("/link/dangling", "/real/dangling")]
    public void A_new_file_has_the_path_of_its_directory(string path, string place)
    {
        Assert.Equal(Errno.ENOENT, LinklessPath.Resolve(_folder + path, mayBeNew: false, out _));
        Assert.True(LinklessPath.Resolve(_folder + path, mayBeNew: true, out string name).IsSuccess);
        Assert.Equal(_folder + place, name);
    }

    [Theory]
    [InlineData("/nowhere/new")]
    [InlineData("/nowhere/..")]
    [InlineData("/nowhere/")]
    public void A_new_file_needs_a_directory_and_a_name(string path) =>
        Assert.Equal(Errno.ENOENT, LinklessPath.Resolve(_folder + path, mayBeNew: true, out _));

    [Fact]
    public void A_null_character_does_not_cut_a_path_short() =>
        Assert.Equal(Errno.EINVAL, LinklessPath.Resolve($"{_folder}/real/file\0x", mayBeNew: true, out _));

    [Fact]
    public void What_has_no_path_has_no_name()
    {
        Assert.True(Libc.Pipe(Libc.O_CLOEXEC, out SafeDescriptor read, out SafeDescriptor write).IsSuccess);
        using (read)
        using (write)
        {
            Assert.Equal(Errno.ENXIO, LinklessPath.Resolve($"/proc/self/fd/{read.Number}", mayBeNew: false, out _));
        }
    }

    [Fact]
    public void A_file_that_is_gone_is_not_found_by_its_name()
    {
        using FileStream open = File.OpenRead($"{_folder}/real/file");
        File.Delete($"{_folder}/real/file");

        Assert.True(LinklessPath.Resolve($"/proc/self/fd/{open.SafeFileHandle.DangerousGetHandle()}", mayBeNew: false, out string name).IsSuccess);
        Assert.Equal($"{_folder}/real/file (deleted)", name);
        Assert.Equal(Errno.ENOENT, Open(name));
    }

    [Fact]
    public void Opens_what_is_there_and_nothing_through_a_link()
    {
        Assert.Equal(default, Open($"{_folder}/real/file"));
        Assert.Equal(default, Open("/"));
        Assert.Equal(Errno.ENOTDIR, Open($"{_folder}/link/file"));
        Assert.Equal(40, Open($"{_folder}/real/alias").Value); // ELOOP
        Assert.Equal(Errno.ENOENT, Open($"{_folder}/real/nothing"));
    }

    [Fact]
    public void Whoever_puts_a_link_in_the_way_meanwhile_makes_the_opening_fail()
    {
        Assert.True(LinklessPath.Resolve($"{_folder}/real/file", mayBeNew: false, out string name).IsSuccess);
        Directory.CreateDirectory($"{_folder}/secret");
        File.WriteAllText($"{_folder}/secret/file", "secret");
        Directory.Move($"{_folder}/real", $"{_folder}/old");
        File.CreateSymbolicLink($"{_folder}/real", "secret");

        Assert.Equal(Errno.ENOTDIR, Open(name));
    }

    [Theory]
    [InlineData("/a/b", "/a/b")]
    [InlineData("a//./b/", "/a/b")]
    [InlineData("/a/../../b/c/..", "/b")]
    [InlineData("/..", "/")]
    [InlineData("", "/")]
    public void A_text_is_normalized_without_a_look_at_files(string path, string normal) => Assert.Equal(normal, LinklessPath.Normalize(path));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Errno Open(string name)
    {
        Errno error = LinklessPath.Open(name, Libc.O_RDONLY | Libc.O_CLOEXEC, 0, out SafeDescriptor file);
        Assert.Equal(error.IsSuccess, !file.IsInvalid);
        file.Dispose();
        return error;
    }
}
