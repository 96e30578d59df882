using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Tests.Commands;

/// <content>What users may and may not have done to their files: links, rights, labels.</content>
public sealed partial class SshCommandsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_label_of_SELinux_that_the_file_had_is_kept(bool reset)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root gives a file a label");
        Write("old\n");
        byte[] label = "system_u:object_r:ssh_home_t:s0\0"u8.ToArray();
        using (SafeDescriptor file = Libc.Open(Keys, Libc.O_RDONLY))
        {
            Assert.SkipUnless(Libc.SetAttribute(file, "security.selinux", label).IsSuccess, "the file system has no labels");
        }

        Assert.Null(_commands.GuestSshAddAuthorizedKeys(new() { Username = "kim", Keys = ["k"], Reset = reset }).Error);
        Assert.Equal(reset ? "k\n" : "old\nk\n", File.ReadAllText(Keys));
        using SafeDescriptor other = Libc.Open(Keys, Libc.O_RDONLY);
        Assert.True(Libc.GetAttribute(other, "security.selinux", out byte[] kept).IsSuccess);
        Assert.Equal(label, kept);
    }

    [Fact]
    public void A_link_leads_nowhere()
    {
        string elsewhere = Directory.CreateTempSubdirectory("elsewhere-").FullName;
        File.WriteAllText($"{elsewhere}/authorized_keys", "theirs\n");
        try
        {
            File.CreateSymbolicLink(Folder, elsewhere);
            Assert.Equal($"failed to read '{Keys}': Failed to open file “{Keys}”: Not a directory", Add(["k"]));
            Assert.NotNull(List().Error);
            File.Delete(Folder);
            Write("");
            File.Delete(Keys);
            File.CreateSymbolicLink(Keys, $"{elsewhere}/authorized_keys");
            Assert.Equal($"failed to read '{Keys}': Failed to open file “{Keys}”: Too many levels of symbolic links", Add(["k"]));
            Assert.Equal($"failed to read '{Keys}': Failed to open file “{Keys}”: Too many levels of symbolic links", Remove(["theirs"]));
            Assert.NotNull(List().Error);
            Assert.Equal("theirs\n", File.ReadAllText($"{elsewhere}/authorized_keys"));
        }
        finally
        {
            Directory.Delete(elsewhere, recursive: true);
        }
    }

    [Fact]
    public void A_hard_link_to_the_file_keeps_the_old_content()
    {
        Write("old\n");
        string other = $"{_home}/other";
        Assert.Equal(0, Run("ln", Keys, other));
        Assert.Null(Add(["k"]));
        Assert.Equal("old\n", File.ReadAllText(other));
        Assert.Equal("old\nk\n", File.ReadAllText(Keys));
    }

    [Fact]
    public void What_is_no_file_or_too_large_a_one_is_refused()
    {
        Write("");
        File.Delete(Keys);
        Assert.Equal(0, Run("mkfifo", Keys));
        Assert.Equal($"failed to read '{Keys}': Failed to open file “{Keys}”: Invalid argument", Add(["k"]));
        File.Delete(Keys);
        Directory.CreateDirectory(Keys);
        Assert.Equal($"failed to read '{Keys}': Failed to open file “{Keys}”: Is a directory", List().Error!.Description);
        Directory.Delete(Keys);
        using (FileStream file = File.Create(Keys))
        {
            file.SetLength((1 << 20) + 1);
        }

        Assert.Equal($"failed to read '{Keys}': Failed to open file “{Keys}”: File too large", Add(["k"]));
    }

    [Fact]
    public void What_the_user_may_not_do_is_not_done()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can take on another user's rights");
        Write("theirs\n");
        File.SetUnixFileMode(_home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.True(Libc.ChangeOwner(Libc.Open(_home, Libc.O_RDONLY), 0, 0).IsSuccess);
        Assert.Equal($"failed to create directory '{Folder}': Permission denied", Add(["k"]));
        Assert.NotNull(List().Error);
        Assert.Equal("theirs\n", File.ReadAllText(Keys));
    }

    [Fact]
    public void A_directory_that_the_user_may_not_open_is_not_said_to_exist()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can take on another user's rights");
        Write("theirs\n");
        Assert.True(Libc.ChangeOwner(Libc.Open(Folder, Libc.O_RDONLY), 0, 0).IsSuccess);
        File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal($"failed to read '{Keys}': Failed to open file “{Keys}”: Permission denied", Add(["k"]));
        Assert.Equal("theirs\n", File.ReadAllText(Keys));
    }

    [Fact]
    public void The_threads_own_rights_come_back()
    {
        (uint User, uint Group) before = Libc.ThreadFileIds();
        uint[] groups = Libc.Groups();
        Assert.Null(Add(["k"]));
        Assert.NotNull(_commands.GuestSshGetAuthorizedKeys(new() { Username = "homeless" }).Error);
        Assert.Equal(before, Libc.ThreadFileIds());
        Assert.Equal(groups, Libc.Groups());
    }
}
