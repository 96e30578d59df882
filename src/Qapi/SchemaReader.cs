using Qapi.Checking;
using Qapi.Documenting;
using Qapi.Errors;
using Qapi.Model;
using Qapi.Parsing;
using Qapi.Reading;
using Qapi.Source;

namespace Qapi;

/// <summary>
/// Reads a schema: loads its files, reads the definitions, checks what they say of one another, reads their documentation. Each stage
/// relies on what the ones before it have proved, so the first one that finds errors is the last.
/// </summary>
public static class SchemaReader
{
    /// <summary>Reads a schema.</summary>
    /// <param name="mainFile">The file to begin with, as <paramref name="sources"/> knows it.</param>
    /// <param name="sources">Where files come from.</param>
    /// <returns>The schema, or what is wrong with it. No text makes this method throw.</returns>
    public static SchemaResult Read(string mainFile, ISourceProvider sources)
    {
        var errors = new ErrorList();
        var loaded = Loader.Load(mainFile, sources, errors);
        if (errors.Any)
        {
            return new SchemaResult(null, errors.All);
        }

        Dialect dialect = DialectDetector.Detect(loaded.Statements);
        IReadOnlyList<Draft> drafts = DefinitionReader.Read(loaded, dialect, errors);
        if (errors.Any)
        {
            return new SchemaResult(null, errors.All);
        }

        IReadOnlyList<Definition> definitions = [.. drafts.Select(draft => draft.Definition)];
        SchemaChecker.Check(definitions, loaded.Pragmas.CommandReturns, dialect, errors);
        if (!errors.Any && dialect == Dialect.Current)
        {
            definitions = DocumentationReader.Read(loaded.Statements, loaded.Pragmas, drafts, errors);
        }

        if (errors.Any)
        {
            return new SchemaResult(null, errors.All);
        }

        var schema = new Schema(new EquatableArray<Module>(loaded.Modules), new EquatableArray<Definition>(definitions));
        return new SchemaResult(schema, default);
    }
}
