using Qapi.Runtime.Errors;
using Qga.Agent.Linux.Commands.Ssh;
using Qga.Contracts;
using Qga.Linux.Interop;
using Qga.Linux.Users;

namespace Qga.Agent.Linux.Tests.Commands;

public sealed partial class SshCommandsTests : IDisposable
{
    // As root, the made-up user is one whom no file belongs to; otherwise it is whoever runs the tests.
    private readonly uint _uid = Environment.IsPrivilegedProcess ? 64321 : Libc.EffectiveUid();
    private readonly uint _gid = Environment.IsPrivilegedProcess ? 64322 : Libc.ThreadFileIds().Group;
    private readonly string _home = Directory.CreateTempSubdirectory("home-").FullName;
    private readonly SshCommands _commands;

    public SshCommandsTests()
    {
        _commands = new(Find);
        Give(_home);
    }

    private string Folder => $"{_home}/.ssh";

    private string Keys => $"{Folder}/authorized_keys";

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public void What_is_missing_is_made_and_belongs_to_the_user()
    {
        Assert.Null(Add(["ssh-rsa AAAA one", "ssh-ed25519 BBBB two"]));
        Assert.Equal("ssh-rsa AAAA one\nssh-ed25519 BBBB two\n", File.ReadAllText(Keys));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Keys));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
        Assert.Equal((_uid, _gid), OwnerOf(Keys));
        Assert.Equal((_uid, _gid), OwnerOf(Folder));
        Assert.Equal([Keys], Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public void Keys_are_listed_the_last_one_first_without_comments_and_blank_lines()
    {
        Write("# mine\n\n  ssh-rsa AAAA one \nssh-rsa BBBB two");
        Assert.Equal(["ssh-rsa BBBB two", "ssh-rsa AAAA one"], List().Value!.Keys);
    }

    [Theory]
    [InlineData("", "k\n")]
    [InlineData("old", "old\nk\n")]
    [InlineData("# c\n\n old \n", "# c\n\n old \nk\n")]
    [InlineData("k", "k\n")]
    [InlineData("k\nx\n", "k\nx\n")]
    [InlineData(" k\n", " k\n")]
    [InlineData("k\r\nx\r\n", "k\r\nx\r\n")]
    [InlineData("\tk \n", "\tk \n")]
    [InlineData("x\r\n", "x\r\nk\n")]
    public void A_key_is_added_behind_what_is_there_unless_it_is_there(string before, string after)
    {
        Write(before);
        Assert.Null(Add(["k"]));
        Assert.Equal(after, File.ReadAllText(Keys));
    }

    [Fact]
    public void What_is_no_UTF_8_is_kept_byte_for_byte()
    {
        Write("");
        File.WriteAllBytes(Keys, [0xFF, 0x80, (byte)'\n']);
        Assert.Null(Add(["k", "k"]));
        Assert.Equal([0xFF, 0x80, (byte)'\n', (byte)'k', (byte)'\n'], File.ReadAllBytes(Keys));
        Assert.Null(Remove(["k"]));
        Assert.Equal([0xFF, 0x80, (byte)'\n'], File.ReadAllBytes(Keys));
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_no_key_that_reads_like_them()
    {
        Write("");
        File.WriteAllBytes(Keys, [0xFF, (byte)'\n']);
        Assert.Null(Remove(["\uFFFD"]));
        Assert.Equal([0xFF, (byte)'\n'], File.ReadAllBytes(Keys));
    }

    [Fact]
    public void A_file_of_very_many_lines_is_dealt_with_in_time()
    {
        // Looked for one by one, they take more than a minute.
        string[] lines = [.. Enumerable.Range(0, 150_000).Select(number => $"{number}")];
        Write(string.Join('\n', lines));
        Assert.Equal(lines.Reverse(), List().Value!.Keys);
        Assert.Null(Add([.. lines, "new"]));
        Assert.Equal(string.Join('\n', lines) + "\nnew\n", File.ReadAllText(Keys));
        Assert.Null(Remove(lines));
        Assert.Equal("new\n", File.ReadAllText(Keys));
    }

    [Theory]
    [InlineData(new string[0], "")]
    [InlineData(new[] { "a", "b", "a", "", " a", " " }, "a\nb\n")]
    public void Reset_leaves_only_what_is_given(string[] keys, string after)
    {
        Write("old\n");
        Assert.Null(_commands.GuestSshAddAuthorizedKeys(new() { Username = "kim", Keys = keys, Reset = true }).Error);
        Assert.Equal(after, File.ReadAllText(Keys));
    }

    [Fact]
    public void Keys_are_removed_as_often_as_they_are_there_and_others_stay()
    {
        Write("a\n# c\n b\r\na\n\n a\na\t\r\nlast");
        Assert.Null(Remove(["a", "last ", "never", "", " "]));
        Assert.Equal("# c\n b\r\n\n", File.ReadAllText(Keys));
    }

    [Fact]
    public void Every_key_that_is_listed_can_be_removed()
    {
        Write("a\r\n\tb\n c \n\u00A0d\n\f\n");
        IReadOnlyList<string> keys = List().Value!.Keys;
        Assert.Equal(["\u00A0d", "c", "b", "a"], keys);
        Assert.Null(Add([.. keys]));
        Assert.Equal(keys, List().Value!.Keys);
        Assert.Null(Remove([.. keys]));
        Assert.Empty(List().Value!.Keys);
    }

    [Fact]
    public void Nothing_is_made_or_changed_where_there_is_nothing_to_remove()
    {
        Assert.Null(Remove(["a"]));
        Assert.Empty(Directory.GetFileSystemEntries(_home));
        Write("b\n");
        File.SetLastWriteTimeUtc(Keys, DateTime.UnixEpoch);
        Assert.Null(Remove(["a"]));
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(Keys));
    }

    [Theory]
    [InlineData("# no key")]
    [InlineData(" # no key")]
    [InlineData("ssh-rsa AAAA\nssh-rsa BBBB")]
    [InlineData("ssh-rsa A\0A")]
    public void What_is_no_single_line_is_refused_and_nothing_happens(string key)
    {
        Assert.Equal($"invalid OpenSSH public key: '{key}'", Add(["good", key]));
        Assert.Equal($"invalid OpenSSH public key: '{key}'", Remove([key]));
        Assert.Empty(Directory.GetFileSystemEntries(_home));
    }

    [Fact]
    public void Without_the_file_a_list_says_so() =>
        Assert.Equal(QapiError.Generic($"failed to read '{Keys}': Failed to open file “{Keys}”: No such file or directory"), List().Error);

    [Fact]
    public void A_user_whom_nobody_knows_is_refused()
    {
        Assert.Equal(
            QapiError.Generic("failed to lookup user 'nobody-knows': there is no such user"),
            _commands.GuestSshGetAuthorizedKeys(new() { Username = "nobody-knows" }).Error);
        Assert.Equal(
            QapiError.Generic("failed to lookup user 'broken': Input/output error"),
            _commands.GuestSshGetAuthorizedKeys(new() { Username = "broken" }).Error);
    }

    [Fact]
    public void Commands_for_one_user_wait_for_each_other()
    {
        string?[] refusals = new string?[8];
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(number => new Thread(() => refusals[number] = Add([$"key {number}"])))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.All(refusals, Assert.Null);
        Assert.Equal(Enumerable.Range(0, 8).Select(number => $"key {number}"), List().Value!.Keys.Order());
    }

    private Errno Find(string name, out UserAccount? account)
    {
        account = name switch
        {
            "kim" => new("kim", _uid, _gid, _home) { Groups = [_gid] },
            "homeless" => new("homeless", _uid, _gid, "/nowhere") { Groups = [_gid] },
            _ => null,
        };
        return name == "broken" ? Errno.EIO : default;
    }

    private string? Add(string[] keys) => _commands.GuestSshAddAuthorizedKeys(new() { Username = "kim", Keys = keys }).Error?.Description;

    private string? Remove(string[] keys) => _commands.GuestSshRemoveAuthorizedKeys(new() { Username = "kim", Keys = keys }).Error?.Description;

    private CommandResult<GuestAuthorizedKeys> List() => _commands.GuestSshGetAuthorizedKeys(new() { Username = "kim" });

    private void Write(string content)
    {
        Directory.CreateDirectory(Folder);
        Give(Folder);
        File.WriteAllText(Keys, content);
        Give(Keys);
    }

    private void Give(string path)
    {
        using SafeDescriptor file = Libc.Open(path, Libc.O_RDONLY);
        Assert.True(Libc.ChangeOwner(file, _uid, _gid).IsSuccess);
    }

    private static (uint Uid, uint Gid) OwnerOf(string path)
    {
        using SafeDescriptor file = Libc.Open(path, Libc.O_RDONLY);
        Assert.True(Libc.Stat(file, out FileStatus status).IsSuccess);
        return (status.Uid, status.Gid);
    }

    private static int Run(string program, params string[] arguments)
    {
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
