using Qapi.Runtime.Reading;
using Qga.Agent.Linux.Commands.Password;
using Qga.Agent.Linux.Tests.Support;
using Qga.Contracts;

namespace Qga.Agent.Linux.Tests.Commands;

public sealed class PasswordCommandsTests : IDisposable
{
    private readonly FakePrograms _programs = new();

    public void Dispose() => _programs.Dispose();

    [Theory]
    [InlineData(false, "chpasswd")]
    [InlineData(true, "chpasswd -e")]
    public void The_program_gets_user_and_password_on_its_input_alone(bool crypted, string call)
    {
        _programs.Add("chpasswd", $"cat >{_programs.Folder}/input; tr '\\0' '\\n' </proc/$$/cmdline >{_programs.Folder}/words");
        Assert.Null(Set("kim", "se:cret ä"u8, crypted));
        Assert.Equal("kim:se:cret ä\n", File.ReadAllText($"{_programs.Folder}/input"));
        Assert.Equal([call], _programs.Calls);
        Assert.DoesNotContain("cret", File.ReadAllText($"{_programs.Folder}/words"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_password_is_a_password()
    {
        _programs.Add("chpasswd", $"cat >{_programs.Folder}/input");
        Assert.Null(Set("kim", ""u8, crypted: true));
        Assert.Equal("kim:\n", File.ReadAllText($"{_programs.Folder}/input"));
    }

    [Fact]
    public void A_program_that_does_not_read_its_input_holds_nothing_up()
    {
        _programs.Add("chpasswd", "exit 0");
        Assert.Null(Set("kim", new byte[60_000].Select(_ => (byte)'x').ToArray(), crypted: false));
    }

    [Fact]
    public void What_the_program_says_is_the_refusal()
    {
        _programs.Add("chpasswd", "echo 'chpasswd: no such user' >&2; exit 1");
        Assert.Equal("child process has failed to set user password: chpasswd: no such user\n", Set("kim", "x"u8, crypted: false));
        _programs.Add("chpasswd", "exit 3");
        Assert.Equal("child process has failed to set user password: exit status 3", Set("kim", "x"u8, crypted: false));
    }

    [Fact]
    public void Without_the_program_the_refusal_says_so() =>
        Assert.Equal(
            "child process has failed to set user password: failed to exec '" + _programs.Folder + "/chpasswd': No such file or directory\n",
            Set("kim", "x"u8, crypted: false));

    [Theory]
    [InlineData("kim", "eAp4", "forbidden characters in raw password")]
    [InlineData("kim", "eAB4", "forbidden characters in raw password")]
    [InlineData("ki:m", "eHg=", "forbidden characters in username")]
    [InlineData("ki\nm", "eHg=", "forbidden characters in username")]
    [InlineData("ki\0m", "eHg=", "forbidden characters in username")]
    [InlineData("kim", "!", "Base64 data contains invalid characters")]
    public void What_would_be_another_order_is_refused_and_nothing_is_called(string user, string password, string refusal)
    {
        _programs.Add("chpasswd", "exit 0");
        Assert.Equal(refusal, SetText(user, password, crypted: false));
        Assert.Empty(_programs.Calls);
    }

    [Fact]
    public void A_password_without_end_is_refused()
    {
        _programs.Add("chpasswd", "exit 0");
        Assert.Equal("the password has more than 65536 bytes", Set("kim", new byte[65537].Select(_ => (byte)'x').ToArray(), crypted: false));
        Assert.Empty(_programs.Calls);
    }

    private string? Set(string user, ReadOnlySpan<byte> password, bool crypted) => SetText(user, Convert.ToBase64String(password), crypted);

    private string? SetText(string user, string password, bool crypted)
    {
        byte[] text = System.Text.Encoding.ASCII.GetBytes($"\"{password}\"");
        GuestSetUserPasswordArguments arguments = new() { Username = user, Password = Base64Text.FromValue(text), Crypted = crypted };
        return new PasswordCommands($"{_programs.Folder}/chpasswd").GuestSetUserPassword(arguments).Error?.Description;
    }
}
