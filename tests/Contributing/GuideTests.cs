namespace Contributing;

/// <summary>CONTRIBUTING.md, followed to the letter in a copy of the project.</summary>
public sealed class GuideTests
{
    // What the guide names, and what a command that is half known would break.
    private static readonly (string Project, string Options)[] s_tests =
    [
        ("Qga.Agent.Linux.Tests", "-class Qga.Agent.Linux.Tests.Commands.UptimeCommandsTests"),
        ("Conformance", "-class Qga.Conformance.TranscriptTests"),
        ("Differential", ""),
        ("Qapi.Tests", "-class Qapi.Tests.DocumentationExamplesTests"),
        ("Repository.Tests", "-class Repository.Tests.ReadmeTests -class Repository.Tests.DocumentTests -class Repository.Tests.LineLengthTests"),
    ];

    [Fact]
    public void Adds_a_command_that_passes_and_answers()
    {
        using ProjectCopy copy = new();
        List<string> failures = [];
        List<string> edited = [];
        Assert.True(Check("packages are restored", "dotnet restore Qga.slnx --locked-mode --nologo -v quiet"), failures.LastOrDefault());
        foreach (Step step in Step.Read(File.ReadAllText(Path.Combine(copy.Folder, "CONTRIBUTING.md"))))
        {
            if (step.Edit(copy.Folder) is { } file)
            {
                edited.Add(file);
            }
            else if (step.Language == "sh")
            {
                (int status, string output) = copy.Run(
                    $"set -e\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n{step.Text.Replace("/tmp", copy.Folder, StringComparison.Ordinal)}");
                bool asks = step.Text.Contains("guest-get-uptime", StringComparison.Ordinal);
                if (status != 0 || (asks && !output.Contains("""{"return": {"seconds": """, StringComparison.Ordinal)))
                {
                    failures.Add($"{step}: exit status {status}, and no answer in\n{End(output)}");
                }
            }
            else
            {
                // What the build says at that place of the guide.
                (int status, string output) = copy.Run("dotnet build src/Qga.Agent.Linux --no-restore --nologo -v quiet");
                if (status == 0 || !output.Contains(step.Text.Trim(), StringComparison.Ordinal))
                {
                    failures.Add($"{step}: the build says something else, exit status {status}:\n{End(output)}");
                }
            }
        }

        foreach ((string project, string options) in s_tests)
        {
            if (Check($"{project} builds", $"dotnet build tests/{project} --no-restore --nologo -v quiet"))
            {
                Check(project, $"QGA_AGENT=$PWD/artifacts/bin/qemu-ga dotnet tests/{project}/bin/Release/net10.0/{project}.dll {options}");
            }
        }

        Check("the code is formatted", $"dotnet format Qga.slnx --no-restore --verify-no-changes --include {string.Join(' ', edited.Distinct())}");
        Assert.True(failures.Count == 0, string.Join("\n\n", failures));

        bool Check(string title, string script)
        {
            (int status, string output) = copy.Run(script);
            if (status != 0)
            {
                failures.Add($"{title}: exit status {status}\n{End(output)}");
            }

            return status == 0;
        }
    }

    private static string End(string output) => string.Join('\n', output.Split('\n').TakeLast(60));
}
