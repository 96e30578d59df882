using System.Text.RegularExpressions;

namespace Repository.Tests;

public sealed partial class DocumentTests
{
    public static TheoryData<string> Documents => [.. Tree.Documents.Select(path => Path.GetRelativePath(Tree.Root, path))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_lead_somewhere(string document)
    {
        string path = Path.Combine(Tree.Root, document);
        IEnumerable<string> dead = Link().Matches(File.ReadAllText(path))
            .Select(link => link.Groups[1].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !Path.Exists(Path.Combine(Path.GetDirectoryName(path)!, target)));
        Assert.Empty(dead);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Paths_of_the_project_exist(string document)
    {
        IEnumerable<string> dead = ProjectPath().Matches(File.ReadAllText(Path.Combine(Tree.Root, document)))
            .Select(path => path.Groups[1].Value)
            .Where(path => !Path.Exists(Path.Combine(Tree.Root, path)));

        // The guide's example makes these.
        Assert.Empty(document == "CONTRIBUTING.md" ? dead.Where(path => !path.Contains("uptime", StringComparison.OrdinalIgnoreCase)) : dead);
    }

    [GeneratedRegex(@"\]\(([^)#]+)[^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`((?:src|tests|tools|schema|docs|bench|packaging|eng)/[\w./-]*)`")]
    private static partial Regex ProjectPath();
}
