namespace Repository.Tests.Namespaces;

public sealed class CircleTests
{
    [Fact]
    public void Namespaces_of_the_project_make_no_circle()
    {
        string[] assemblies = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "assemblies.txt"));
        Assert.Contains(assemblies, path => Path.GetFileName(path) == "qemu-ga.dll");
        string[] circles = [.. Circles.Describe(ReferenceReader.Read(assemblies))];
        Assert.True(circles.Length == 0, string.Join('\n', circles));
    }

    [Fact]
    public void Sees_a_circle_whatever_it_goes_through()
    {
        const string samples = "Repository.Tests.Namespaces.Samples.";
        IReadOnlyList<Reference> references = ReferenceReader.Read([typeof(CircleTests).Assembly.Location]);
        string[] kinds =
        [
            "BaseSample", "IInterfaceSample", "IConstraintSample", "AttributeSample", "FieldSample", "SignatureSample", "LocalSample", "BodySample",
            "LambdaSample", "ArgumentSample", "CatchSample",
        ];
        Assert.All(kinds, kind =>
            Assert.Contains(references, reference => reference.From == $"{samples}Left" && reference.Type == $"{samples}Right.{kind}"));
        string circle = Assert.Single(Circles.Describe(references), text => text.Contains("Samples", StringComparison.Ordinal));
        Assert.StartsWith($"{samples}Left, {samples}Right lead to each other", circle, StringComparison.Ordinal);
        Assert.Contains($"{samples}Right.BaseSample.Back -> {samples}Left.Everything", circle, StringComparison.Ordinal);
    }
}
