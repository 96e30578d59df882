using Qapi.Errors;
using Qapi.Model;
using Qapi.Reading;

namespace Qapi.Checking;

/// <summary>
/// Checks what definitions say of one another: that names are unique and refer to what they may refer to, that nothing contains itself, and
/// that what is put together in one object or one alternate can be told apart.
/// </summary>
internal sealed partial class SchemaChecker
{
    private readonly IReadOnlyList<Definition> _definitions;
    private readonly ISet<string> _returnExceptions;
    private readonly bool _isOld;
    private readonly ErrorList _errors;
    private readonly TypeTable _types;
    private string _enclosing = "";

    private SchemaChecker(IReadOnlyList<Definition> definitions, ISet<string> returnExceptions, Dialect dialect, ErrorList errors)
    {
        _definitions = definitions;
        _returnExceptions = returnExceptions;
        _isOld = dialect == Dialect.Of2014;
        _errors = errors;
        _types = new TypeTable(definitions, errors);
    }

    /// <summary>Checks a schema.</summary>
    /// <param name="definitions">Its definitions, each valid by itself.</param>
    /// <param name="returnExceptions">The commands that may return anything.</param>
    /// <param name="dialect">The schema's dialect.</param>
    /// <param name="errors">Takes the errors.</param>
    public static void Check(IReadOnlyList<Definition> definitions, ISet<string> returnExceptions, Dialect dialect, ErrorList errors)
    {
        var checker = new SchemaChecker(definitions, returnExceptions, dialect, errors);
        Action<Definition>[] stages = [checker.CheckReferences, checker.CheckFeatures, checker.CheckContainment, checker.CheckMembers];
        foreach (Action<Definition> stage in stages.TakeWhile(_ => !errors.Any))
        {
            foreach (Definition definition in definitions)
            {
                checker._enclosing = definition.Describe();
                stage(definition);
            }
        }
    }

    private void Error(SourceLocation location, string message) => _errors.Add(location, _enclosing, message);

    private void CheckContainment(Definition definition)
    {
        if (_types.Contained(_types.Parts(definition)).Any(type => type.Name == definition.Name))
        {
            Error(definition.Location, "contains itself");
        }
    }

    private void CheckMembers(Definition definition)
    {
        switch (definition)
        {
            case StructDefinition { Base: { } baseName } type:
                CheckOverlap(type.Members, baseName);
                break;
            case UnionDefinition union:
                CheckUnion(union);
                break;
            case AlternateDefinition alternate:
                CheckAlternate(alternate);
                break;
        }
    }

    private void CheckOverlap(EquatableArray<Member> members, string baseName)
    {
        HashSet<string> inherited = FoldedMembers([_types.Find(baseName)!]);
        foreach (Member member in members.Where(member => inherited.Contains(Names.Fold(member.Name))))
        {
            Error(member.Location, $"member '{member.Name}' has the name of a member of the base '{baseName}'");
        }
    }

    private HashSet<string> FoldedMembers(IEnumerable<Definition> types) =>
        [.. _types.Contained(types).SelectMany(type => type.OwnMembers()).Select(member => Names.Fold(member.Name))];
}
