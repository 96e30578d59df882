using Qga.Support;

namespace Repository.Tests;

/// <summary>The hook that is shipped, with programs of a test's own beside it.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class FsfreezeHookTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qga-");
    private readonly string _hook;

    public FsfreezeHookTests()
    {
        _hook = Path.Combine(_folder.FullName, "fsfreeze-hook");
        File.Copy(ProjectFolder.PathOf("packaging/fsfreeze/fsfreeze-hook"), _hook);
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "fsfreeze-hook.d"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Programs_run_in_the_order_of_their_names_and_backwards_after_the_thaw()
    {
        Add("20-second", "exit 0");
        Add("10 first", "exit 0");
        Add("30-third", "exit 0");

        Assert.Equal((0, "10 first freeze|20-second freeze|30-third freeze"), await Run("freeze"));
        Assert.Equal((0, "30-third thaw|20-second thaw|10 first thaw"), await Run("thaw"));
    }

    [Fact]
    public async Task One_that_fails_prevents_the_freeze_and_the_others_go_on()
    {
        Add("1", "exit 0");
        Add("2", "test $1 = thaw");
        Add("3", "exit 0");

        (int status, string output) = await Run("freeze");
        Assert.Equal(1, status);
        Assert.Equal($"1 freeze|2 freeze|fsfreeze-hook: {Part("2")} freeze has failed with status 1|2 thaw|1 thaw", output);
    }

    [Fact]
    public async Task After_a_thaw_all_run_whatever_fails()
    {
        Add("1", "exit 0");
        Add("2", "exit 7");

        (int status, string output) = await Run("thaw");
        Assert.Equal(1, status);
        Assert.Equal($"2 thaw|fsfreeze-hook: {Part("2")} thaw has failed with status 7|1 thaw", output);
    }

    [Fact]
    public async Task What_is_no_hook_or_anyone_may_write_is_left_out()
    {
        Add("1", "exit 0");
        Add("1~", "exit 1");
        Add("1.dpkg-old", "exit 1");
        Add("2.sample", "exit 1");
        Add("3", "exit 1");
        File.SetUnixFileMode(Part("3"), UnixFileMode.UserRead);
        Add("4", "exit 1");
        File.SetUnixFileMode(Part("4"), File.GetUnixFileMode(Part("4")) | UnixFileMode.OtherWrite);

        (int status, string output) = await Run("freeze");
        Assert.Equal(0, status);
        Assert.StartsWith($"1 freeze|fsfreeze-hook: {Part("4")} is left out", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_programs_it_succeeds_and_another_word_is_refused()
    {
        Assert.Equal((0, ""), await Run("freeze"));
        Assert.Equal(2, (await Run("melt")).Status);
    }

    private string Part(string name) => Path.Combine(_folder.FullName, "fsfreeze-hook.d", name);

    private void Add(string name, string script)
    {
        File.WriteAllText(Part(name), $"#!/bin/sh\necho \"${{0##*/}} $1\"\n{script}\n");
        File.SetUnixFileMode(Part(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task<(int Status, string Output)> Run(string word)
    {
        Command hook = await Command.Run("sh", [_hook, word], _folder.FullName, TimeSpan.FromSeconds(30));
        return (hook.ExitCode, hook.Output.TrimEnd('\n').Replace('\n', '|'));
    }
}
