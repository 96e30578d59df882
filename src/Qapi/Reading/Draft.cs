using Qapi.Model;
using Qapi.Parsing;

namespace Qapi.Reading;

/// <summary>A definition, and the block of documentation before it that has not been read yet.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="Documentation">The block; null if there is none.</param>
internal sealed record Draft(Definition Definition, CommentBlock? Documentation);
