using System.Xml.Linq;

namespace Repository.Tests.Native;

/// <summary>That the runtime still is what eng/NativeBinary.targets takes it for. The linker would not notice.</summary>
public sealed class LinkedRuntimeTests
{
    private static readonly XElement s_settings = XDocument.Load(Path.Combine(Tree.Root, "eng/NativeBinary.targets")).Root!;

    public static TheoryData<string> Functions =>
        [.. Items("ReplacedFunction").SelectMany(item => (string[])[item.Attribute("Include")!.Value, item.Attribute("With")!.Value]).Distinct()];

    public static TheoryData<string> CollectorSettings =>
        [
            .. Items("RuntimeHostConfigurationOption").Select(item => item.Attribute("Include")!.Value),
            .. Items("IlcArg").Select(item => item.Attribute("Include")!.Value.Split(':', '='))
                .Where(words => words[0] == "--runtimeopt")
                .Select(words => words[1]),
        ];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Has_the_functions_that_replace_and_are_replaced(string function) =>
        Assert.True(
            LinkedRuntime.Library.Symbols.Contains(function),
            $"""
            .NET {LinkedRuntime.Version} has no function {function}, so what eng/NativeBinary.targets replaces runs again, or something else does.
            1. Look for its name now: nm -C --defined-only libRuntime.WorkstationGC.a, in the package Microsoft.NETCore.App.Runtime.NativeAOT.
            2. Mend or remove its ReplacedFunction in eng/NativeBinary.targets.
            3. Measure: bench/compare --only start; then set MeasuredRuntimeVersion.
            """);

    [Theory]
    [MemberData(nameof(CollectorSettings))]
    public void Knows_the_collectors_settings(string name) =>
        Assert.True(
            LinkedRuntime.Library.HasString(name),
            $"The collector of .NET {LinkedRuntime.Version} knows no setting {name}: find out what took its place, and mend eng/NativeBinary.targets.");

    [Fact]
    public void Is_the_version_that_was_measured()
    {
        string measured = s_settings.Descendants("MeasuredRuntimeVersion").Single().Value;
        Assert.True(
            Release(measured) == Release(LinkedRuntime.Version),
            $"""
            The settings in eng/NativeBinary.targets were measured with .NET {measured}, and {LinkedRuntime.Version} is linked.
            Read what it has changed in its collector and its start, run bench/compare --check, and set MeasuredRuntimeVersion.
            """);
        if (measured != LinkedRuntime.Version)
        {
            TestContext.Current.AddWarning($".NET {LinkedRuntime.Version} is linked; {measured} was measured.");
        }
    }

    private static IEnumerable<XElement> Items(string name) => s_settings.Elements("ItemGroup").Elements(name);

    private static string Release(string version) => version[..version.LastIndexOf('.')];
}
