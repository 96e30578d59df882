namespace Repository.Tests;

/// <summary>eng/version, in a repository of the test's own.</summary>
public sealed class VersionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("version-");

    public VersionTests()
    {
        _folder.CreateSubdirectory("eng");
        File.Copy(Path.Combine(Tree.Root, "eng/version"), Path.Combine(_folder.FullName, "eng/version"));
        File.WriteAllText(Path.Combine(_folder.FullName, "Directory.Build.props"), "<Project>\n  <Version>3.2.1</Version>\n</Project>\n");
    }

    [Fact]
    public async Task Outside_of_git_it_is_that_of_the_properties() => Assert.Equal(new Command(0, "3.2.1\n"), await Version());

    [Fact]
    public async Task It_is_that_of_the_tag_and_counts_the_commits_behind_it()
    {
        await Git("init", "-q");
        await Commit();
        Assert.Equal(new Command(0, "3.2.1\n"), await Version());
        await Git("tag", "v3.3.0");
        await Git("tag", "other");
        Assert.Equal(new Command(0, "3.3.0\n"), await Version());
        await Commit();
        await Commit();
        Command commit = await Git("rev-parse", "--short=12", "HEAD");
        Assert.Equal(new Command(0, $"3.3.0+2.g{commit.Output}"), await Version());
    }

    [Fact]
    public async Task A_tag_that_is_no_version_is_an_error()
    {
        await Git("init", "-q");
        await Commit();
        await Git("tag", "v3");
        Assert.Equal(new Command(1, "eng/version: '3' is no X.Y.Z\n"), await Version());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<Command> Version() => Command.Run("/usr/bin/env", ["eng/version"], _folder.FullName, TimeSpan.FromSeconds(30));

    private Task<Command> Commit() => Git("-c", "user.name=nobody", "-c", "user.email=nobody@localhost", "commit", "-q", "--allow-empty", "-m", "a commit");

    private async Task<Command> Git(params string[] arguments)
    {
        Command git = await Command.Run("/usr/bin/env", ["git", .. arguments], _folder.FullName, TimeSpan.FromSeconds(30));
        Assert.Equal(0, git.ExitCode);
        return git;
    }
}
