namespace Qapi.Source;

/// <summary>Where the text of schema files comes from: a disk, or what a compiler hands to its generators.</summary>
public interface ISourceProvider
{
    /// <summary>Gives the text of a file.</summary>
    /// <param name="path">
    /// The main file as the caller named it, or an included one: the including file's folder, a <c>/</c>, and the name in the directive,
    /// without <c>.</c> and, where possible, <c>..</c> in it.
    /// </param>
    /// <param name="text">The whole text; empty if there is none.</param>
    /// <returns>False if there is no such file or it cannot be read.</returns>
    bool TryRead(string path, out string text);
}
