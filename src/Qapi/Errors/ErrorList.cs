using Qapi.Model;

namespace Qapi.Errors;

/// <summary>The errors found so far, and the way to each file, which they tell.</summary>
internal sealed class ErrorList
{
    private readonly List<SchemaError> _errors = [];
    private readonly Dictionary<string, EquatableArray<SourceLocation>> _includedFrom = [];

    /// <summary>Whether there is an error.</summary>
    public bool Any => _errors.Count > 0;

    /// <summary>What has been found.</summary>
    public EquatableArray<SchemaError> All => new(_errors);

    /// <summary>Says how a file was reached. Errors in it tell that from then on.</summary>
    /// <param name="file">The file.</param>
    /// <param name="directive">Where the directive that includes it stands.</param>
    public void Entered(string file, SourceLocation directive) =>
        _includedFrom[file] = new EquatableArray<SourceLocation>([directive, .. WayTo(directive.File)]);

    /// <summary>Adds an error.</summary>
    /// <param name="location">Where it is.</param>
    /// <param name="enclosing">The definition around it, as <c>command 'guest-ping'</c>; null if none.</param>
    /// <param name="message">What is wrong.</param>
    public void Add(SourceLocation location, string? enclosing, string message) =>
        _errors.Add(new SchemaError(location, WayTo(location.File), enclosing, message));

    private EquatableArray<SourceLocation> WayTo(string file) =>
        _includedFrom.TryGetValue(file, out EquatableArray<SourceLocation> way) ? way : default;
}
