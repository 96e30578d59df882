using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Qapi.Runtime.Reading;

namespace Qapi.Generator.Tests;

/// <summary>The generator inside of a compiler, with a project's settings and schema files.</summary>
internal sealed class GeneratorRun
{
    private static readonly CSharpParseOptions s_parsing = new(LanguageVersion.CSharp13, DocumentationMode.Diagnose);

    // The project's own code is not what is on trial: its documentation is not looked at.
    private static readonly CSharpParseOptions s_parsingSource = s_parsing.WithDocumentationMode(DocumentationMode.Parse);

    private static readonly ImmutableArray<MetadataReference> s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(file => Path.GetFileName(file).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(JsonValue).Assembly.Location)
            .Select(file => MetadataReference.CreateFromFile(file)),
    ];

    private GeneratorDriver _driver;
    private Compilation _compilation;

    private GeneratorRun(Dictionary<string, string> properties, IEnumerable<SchemaText> files, string source)
    {
        _compilation = CSharpCompilation.Create(
            "Generated",
            [CSharpSyntaxTree.ParseText(source, s_parsingSource, "Source.cs")],
            s_references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999));
        _driver = CSharpGeneratorDriver.Create(
            [new QapiGenerator().AsSourceGenerator()],
            files,
            s_parsing,
            new ProjectProperties(properties),
            new GeneratorDriverOptions(default, trackIncrementalGeneratorSteps: true));
    }

    /// <summary>What came of the last run.</summary>
    public GeneratorRunResult Result => _driver.GetRunResult().Results.Single();

    /// <summary>The generated files by their names, in alphabetical order.</summary>
    public IEnumerable<(string Name, string Text)> Files =>
        Result.GeneratedSources.Select(file => (file.HintName, file.SourceText.ToString())).OrderBy(file => file.HintName, StringComparer.Ordinal);

    /// <summary>The generated files with what the last run had to do for each.</summary>
    public IEnumerable<(string Name, IncrementalStepRunReason Reason)> Printed => Result.TrackedSteps[nameof(CodeFile)]
        .SelectMany(step => step.Outputs)
        .Select(output => (((CodeFile)output.Value).Name, output.Reason));

    /// <summary>Sets up a project and runs the generator.</summary>
    /// <param name="properties">The MSBuild properties that the compiler shows, by their names.</param>
    /// <param name="files">The schema files.</param>
    /// <param name="source">The project's own code.</param>
    public static GeneratorRun Start(Dictionary<string, string> properties, IEnumerable<SchemaText> files, string source = "")
    {
        var run = new GeneratorRun(properties, files, source);
        run.Again();
        return run;
    }

    /// <summary>Edits the project's own code and runs again.</summary>
    public void EditSource(string source)
    {
        _compilation = _compilation.ReplaceSyntaxTree(_compilation.SyntaxTrees.Single(), CSharpSyntaxTree.ParseText(source, s_parsingSource, "Source.cs"));
        Again();
    }

    /// <summary>Replaces a schema file and runs again.</summary>
    public void EditSchema(SchemaText before, SchemaText after)
    {
        _driver = _driver.ReplaceAdditionalText(before, after);
        Again();
    }

    /// <summary>What the compiler says of the project with the generated code: warnings and errors, as a build prints them.</summary>
    public string Complaints()
    {
        Compilation compilation = _compilation.AddSyntaxTrees(Result.GeneratedSources.Select(file => file.SyntaxTree));
        return string.Join('\n', compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
    }

    private void Again()
    {
        _driver = _driver.RunGenerators(_compilation);
        if (Result.Exception is { } escaped)
        {
            throw new InvalidOperationException("The generator failed.", escaped);
        }
    }
}
