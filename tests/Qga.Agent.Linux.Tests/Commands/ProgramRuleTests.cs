using Qga.Agent.Linux.Commands.Exec;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Tests.Commands;

public sealed class ProgramRuleTests : IDisposable
{
    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly string _folder = Directory.CreateTempSubdirectory("qga-").FullName;

    public ProgramRuleTests()
    {
        Directory.CreateDirectory($"{_folder}/bin");
        Script("bin/good");
        Script("bin/bad");
        Script("other");
    }

    [Theory]
    [InlineData("bin/good", null)]
    [InlineData("bin/../bin/good", null)]
    [InlineData("bin/bad", "refused by '!@/bin/bad' of 'execute' in [policy]")]
    [InlineData("bin/none", "No such file or directory")]
    [InlineData("other", "not permitted by 'execute' in [policy]")]
    [InlineData("none", "not permitted by 'execute' in [policy]")]
    public void A_program_is_judged_by_its_file(string program, string? reason) =>
        Assert.Equal(reason?.Replace("@", _folder, StringComparison.Ordinal), Judge($"{_folder}/{program}"));

    [Fact]
    public void A_link_counts_as_what_it_leads_to()
    {
        File.CreateSymbolicLink($"{_folder}/bin/out", "../other");
        File.CreateSymbolicLink($"{_folder}/in", "bin/good");

        Assert.Equal("not permitted by 'execute' in [policy]", Judge($"{_folder}/bin/out"));
        Assert.Null(Judge($"{_folder}/in"));
    }

    [Fact]
    public void A_name_is_judged_by_what_is_found_in_PATH()
    {
        Assert.Equal("not permitted by 'execute' in [policy]", Judge("sh"));
        Assert.Equal("No such file or directory", Judge("no-program-of-this-name"));
    }

    [Fact]
    public void A_program_that_others_can_change_is_not_run()
    {
        File.SetUnixFileMode($"{_folder}/bin/good", Everybody);
        Assert.Equal($"others can change '{_folder}/bin/good'", Judge($"{_folder}/bin/good"));

        File.SetUnixFileMode($"{_folder}/bin", Everybody);
        Assert.Equal($"others can change '{_folder}/bin'", Judge($"{_folder}/bin/good"));
    }

    [Fact]
    public void An_environment_of_the_clients_is_refused() =>
        Assert.Equal("'env' is not permitted together with 'execute'", Judge($"{_folder}/bin/good", hasEnvironment: true));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string? Judge(string program, bool hasEnvironment = false)
    {
        ProgramRule rule = new(new("execute", "[policy]", [$"{_folder}/bin/*", $"!{_folder}/bin/bad"]));
        string? refusal = rule.Judge(program, hasEnvironment, out string file, out Errno error);
        if (refusal is null && error.IsSuccess)
        {
            Assert.Equal($"{_folder}/bin/good", file);
        }

        return refusal ?? (error.IsSuccess ? null : error.Message);
    }

    private void Script(string name)
    {
        File.WriteAllText($"{_folder}/{name}", "#!/bin/sh\n");
        File.SetUnixFileMode($"{_folder}/{name}", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
