using System.Text.Json;

namespace Repository.Tests;

/// <summary>
/// Whoever passes a binary on must pass on the notices of what is linked into it: docs/running.md names each package, and ./build has its notice.
/// </summary>
public sealed class LicenceNoticeTests
{
    // What ./build takes from the .NET runtime's package.
    private const string OfRuntime = "dotnet-LICENSE.TXT";

    private static readonly string[] s_rows =
        [.. File.ReadLines(Path.Combine(Tree.Root, "docs/running.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal))];

    public static TheoryData<string> Binaries => ["Qga.Agent.Linux", "Qga.Cli"];

    [Theory]
    [MemberData(nameof(Binaries))]
    public void Every_linked_package_has_its_notice(string project)
    {
        string assets = Path.Combine(Tree.Root, "src", project, "obj/project.assets.json");
        Assert.SkipUnless(File.Exists(assets), $"{project} is not restored");
        foreach (string package in LinkedPackages(assets))
        {
            string row = Assert.Single(s_rows, row => row.Split('|')[1].Contains($"`{package}`", StringComparison.Ordinal));
            string notice = row.Split('|')[3].Trim(' ', '`');
            bool isThere = notice == OfRuntime ? package.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) : IsLicence(notice);
            Assert.True(isThere, $"{package} has no notice {notice}");
        }
    }

    [Fact]
    public void Every_notice_is_named_and_copied()
    {
        foreach (string notice in Directory.EnumerateFiles(Path.Combine(Tree.Root, "eng/notices")))
        {
            Assert.Contains(s_rows, row => row.Contains($"`{Path.GetFileName(notice)}`", StringComparison.Ordinal));
        }

        Assert.Contains("eng/notices/*", File.ReadAllText(Path.Combine(Tree.Root, "build")), StringComparison.Ordinal);
    }

    private static bool IsLicence(string notice)
    {
        string path = Path.Combine(Tree.Root, "eng/notices", notice);
        return File.Exists(path) && File.ReadAllText(path).Contains("Permission is hereby granted, free of charge", StringComparison.Ordinal);
    }

    private static HashSet<string> LinkedPackages(string assets)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(assets));
        return
        [
            .. document.RootElement.GetProperty("targets").EnumerateObject()
                .SelectMany(target => target.Value.EnumerateObject())
                .Where(library => library.Value.GetProperty("type").GetString() == "package"
                    && library.Value.TryGetProperty("runtime", out JsonElement runtime)
                    && runtime.EnumerateObject().Any(file => !file.Name.EndsWith("/_._", StringComparison.Ordinal)))
                .Select(library => library.Name.Split('/')[0]),
        ];
    }
}
