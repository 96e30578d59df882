using System.Diagnostics;
using Qga.Linux.Interop;
using Qga.Linux.Users;

namespace Qga.Linux.Tests.Users;

public sealed class NameServiceTests : IDisposable
{
    private static readonly TimeSpan s_ample = TimeSpan.FromSeconds(20);
    private readonly TemporaryDirectory _folder = new();

    public NameServiceTests()
    {
        _folder.Write(
            "passwd",
            "root:x:0:0:root:/root:/bin/bash\n# kim\nkim:x:1000:1001:Kim,,,:/home/kim:/bin/bash\n"
            + "1234:x:1234:1001::/home/digits:/bin/sh\n+::::::\nbad:x:y:1:::\n");
        _folder.Write("group", "root:x:0:\naudio:x:29:lee,kim\nkim:x:1001:kim\nkimberley:x:30:kimberley\nvideo:x:44:kim\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void This_machines_root_is_found()
    {
        NameService service = new("getent", "/nowhere", "/nowhere", s_ample);
        Assert.True(service.FindAccount("root", out UserAccount? account).IsSuccess);
        Assert.Equal(("root", 0u, 0u), (account!.Name, account.Uid, account.Gid));
        Assert.Contains(0u, account.Groups);
        Assert.Equal(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), account.Home);
    }

    [Fact]
    public void The_service_counts_and_not_the_files()
    {
        NameService service = Service(
            """
            echo "getent: a complaint of its own" >&2
            case "$1 $2" in
                "passwd kim") echo "kim:*:7000:7001:Kim from the directory:/net/kim:/bin/zsh";;
                "initgroups kim") echo "kim                   7002 7001 7003";;
                *) exit 2;;
            esac
            """);
        Assert.Equal("kim 7000 7001 /net/kim 7001,7002,7003", Find(service, "kim"));
        Assert.Equal("nobody", Find(service, "root"));
    }

    [Fact]
    public void Without_getent_the_files_count()
    {
        NameService service = new("no-program-has-this-name", _folder.Path + "/passwd", _folder.Path + "/group", s_ample);
        Assert.Equal("kim 1000 1001 /home/kim 1001,29,44", Find(service, "kim"));
        Assert.Equal("root 0 0 /root 0", Find(service, "root"));
        Assert.All(["lee", "audio", "+", "bad", "# kim"], name => Assert.Equal("nobody", Find(service, name)));
    }

    [Fact]
    public void A_getent_that_knows_no_groups_of_an_account_leaves_them_to_the_file()
    {
        NameService service = Service("""[ "$1" = passwd ] && echo "kim:x:1000:1001::/home/kim:" || exit 1""");
        Assert.Equal("kim 1000 1001 /home/kim 1001,29,44", Find(service, "kim"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("+0")]
    [InlineData(" 0")]
    [InlineData("")]
    [InlineData("-s")]
    [InlineData("--help")]
    [InlineData("root:x")]
    [InlineData("root\0")]
    [InlineData("root\n")]
    public void What_is_no_accounts_name_finds_nobody(string name)
    {
        Assert.Equal("nobody", Find(new("getent", _folder.Path + "/passwd", _folder.Path + "/group", s_ample), name));
        Assert.Equal("nobody", Find(new("no-program-has-this-name", _folder.Path + "/passwd", _folder.Path + "/group", s_ample), name));
    }

    [Fact]
    public void A_name_of_digits_is_a_name() =>
        Assert.Equal("1234 1234 1001 /home/digits 1001", Find(new("getent", _folder.Path + "/passwd", _folder.Path + "/group", s_ample), "1234"));

    [Fact]
    public void A_server_that_does_not_answer_is_given_up_on()
    {
        NameService service = Service("sleep 300", TimeSpan.FromMilliseconds(300));
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(Errno.ETIMEDOUT, service.FindAccount("kim", out UserAccount? account));
        Assert.Null(account);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0.3, 10);
    }

    [Theory]
    [InlineData("exit 3")]
    [InlineData("kill -9 $$")]
    [InlineData("""[ "$1" = passwd ] && echo "kim:x:1000:1001::/home/kim:" || exit 3""")]
    public void A_getent_that_fails_is_an_error_and_not_an_absence(string script)
    {
        Assert.Equal(Errno.EIO, Service(script).FindAccount("kim", out UserAccount? account));
        Assert.Null(account);
    }

    private static string Find(NameService service, string name)
    {
        Errno error = service.FindAccount(name, out UserAccount? account);
        Assert.True(error.IsSuccess, error.Message);
        return account is null ? "nobody" : $"{account.Name} {account.Uid} {account.Gid} {account.Home} {string.Join(',', account.Groups)}";
    }

    private NameService Service(string script, TimeSpan? limit = null)
    {
        _folder.Write("getent", "#!/bin/sh\n" + script + "\n");
        string program = _folder.Path + "/getent";
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new(program, _folder.Path + "/passwd", _folder.Path + "/group", limit ?? s_ample);
    }
}
