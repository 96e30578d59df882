namespace Repository.Tests;

/// <summary>eng/need on machines that it may not or cannot install on, with commands of the test's own in place of the machine's.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class NeedTests : IDisposable
{
    private readonly DirectoryInfo _commands = Directory.CreateTempSubdirectory("need-");

    public NeedTests()
    {
        foreach (string name in (string[])["bash", "env", "grep", "mktemp", "rm"])
        {
            File.CreateSymbolicLink(Path.Combine(_commands.FullName, name), Find(name));
        }
    }

    private string InstallLog => Path.Combine(_commands.FullName, "installed");

    [Fact]
    public async Task Says_what_is_missing_where_there_is_no_apt()
    {
        Add("clang", "exit 0");
        Command need = await Need(["clang", "lld", "nosuch1g-dev", "--", "the linker asks for it"]);
        Assert.Equal(1, need.ExitCode);
        Assert.Equal(
            "Missing: lld nosuch1g-dev (the linker asks for it). Nothing is installed, as there is no apt-get here. "
            + "On Debian: apt-get install lld nosuch1g-dev\n",
            need.Output);
    }

    [Fact]
    public async Task Knows_packages_by_their_commands_where_there_is_no_dpkg()
    {
        Add("ld.lld", "exit 0");
        Add("qemu-system-x86_64", "exit 0");
        Assert.Equal(new Command(0, ""), await Need(["lld", "qemu-system-x86", "--", "try"]));
    }

    [Fact]
    public async Task Installs_nothing_where_it_may_not()
    {
        AddDebian();
        Command need = await Need(["there", "socat", "--", "a client"], noInstall: "1");
        Assert.Equal(1, need.ExitCode);
        Assert.Equal("Missing: socat (a client). Nothing is installed, as QGA_NO_INSTALL is set. On Debian: apt-get install socat\n", need.Output);
        Assert.False(File.Exists(InstallLog));
    }

    [Fact]
    public async Task Installs_what_is_missing_where_it_may()
    {
        AddDebian();
        Assert.Equal(new Command(0, "Installing socat (a client)\n"), await Need(["there", "socat", "--", "a client"]));
        Assert.EndsWith(" socat\n", await File.ReadAllTextAsync(InstallLog, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_nothing_where_all_is_there()
    {
        AddDebian();
        Assert.Equal(new Command(0, ""), await Need(["there", "--", "a client"], noInstall: "1"));
    }

    public void Dispose() => _commands.Delete(recursive: true);

    private static string Find(string name) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, name)).First(File.Exists);

    private Task<Command> Need(string[] arguments, string? noInstall = null) =>
        Command.Run(
            Path.Combine(Tree.Root, "eng/need"),
            arguments,
            Tree.Root,
            TimeSpan.FromSeconds(60),
            new Dictionary<string, string?> { ["PATH"] = _commands.FullName, ["QGA_NO_INSTALL"] = noInstall });

    /// <summary>A Debian where one package is installed, "there".</summary>
    private void AddDebian()
    {
        Add("dpkg-query", "[[ ${!#} == there ]] && echo installed");
        Add("apt-get", $"echo \"$@\" >>'{InstallLog}'");
        Add("id", "echo 0");
    }

    private void Add(string name, string script)
    {
        string path = Path.Combine(_commands.FullName, name);
        File.WriteAllText(path, $"#!{Find("bash")}\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
