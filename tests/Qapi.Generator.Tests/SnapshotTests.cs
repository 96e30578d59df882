using System.Text;
using Qapi.Tests;

namespace Qapi.Generator.Tests;

/// <summary>
/// Each schema in Cases/ says in comments, as <c># name: value</c>, which properties its project shows to the compiler; the file beside it, with the ending
/// <c>.expected</c>, has all the code that is to be made of it. That code must compile without a warning.
/// </summary>
public sealed class SnapshotTests
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Cases");

    /// <summary>What a project that has methods made has to bring along.</summary>
    private const string Client =
        """
        using System.Threading;
        using System.Threading.Tasks;
        using Qapi.Runtime.Calling;
        using Qapi.Runtime.Reading;
        using Qapi.Runtime.Writing;

        namespace Sample;

        public delegate void ArgumentsWriter(ref JsonWriter writer);

        /// <summary>A client.</summary>
        public abstract partial class QapiClient
        {
            public abstract Task<T> CallAsync<T>(RemoteCommand command, ArgumentsWriter? arguments, ValueReader<T> result, CancellationToken cancellationToken);

            public abstract Task CallAsync(RemoteCommand command, ArgumentsWriter? arguments, CancellationToken cancellationToken);

            public abstract Task SendAsync(RemoteCommand command, ArgumentsWriter? arguments, CancellationToken cancellationToken);
        }
        """;

    public static TheoryData<string> Cases() =>
        [.. Directory.EnumerateFiles(s_folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Has_the_expected_code(string name)
    {
        GeneratorRun run = Start(name);

        var code = new StringBuilder();
        foreach ((string file, string text) in run.Files)
        {
            code.Append("==== ").Append(file).Append('\n').Append(text);
        }

        Assert.Empty(run.Result.Diagnostics);
        Assert.NotEmpty(run.Files);
        Expected.Matches($"Cases/{name}.expected", code.ToString());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Compiles_without_a_warning(string name)
    {
        string complaints = Start(name).Complaints();

        Assert.True(complaints.Length == 0, complaints);
    }

    [Fact]
    public void No_expected_code_is_left_without_its_schema() =>
        Assert.All(Directory.EnumerateFiles(s_folder, "*.expected"), file => Assert.True(File.Exists(Path.ChangeExtension(file, ".json")), file));

    private static GeneratorRun Start(string name)
    {
        string main = Path.Combine(s_folder, $"{name}.json");
        var properties = new Dictionary<string, string> { ["QapiSchemaFile"] = main, ["QapiNamespace"] = "Sample" };
        foreach (string line in File.ReadLines(main).TakeWhile(line => line.StartsWith("# ", StringComparison.Ordinal)))
        {
            string[] parts = line[2..].Split(": ", 2);
            properties.Add(parts[0], parts[1]);
        }

        return GeneratorRun.Start(properties, SchemaText.FromFolder(s_folder), Client);
    }
}
