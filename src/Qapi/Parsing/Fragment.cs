using Qapi.Model;

namespace Qapi.Parsing;

/// <summary>A documentation block as it stands in the file, its lines not yet understood.</summary>
/// <param name="Location">Where its opening <c>##</c> stands.</param>
/// <param name="Lines">The comments between the two <c>##</c>, each with its <c>#</c>.</param>
/// <param name="Fault">What is wrong with the block as a whole; null if nothing.</param>
internal sealed record CommentBlock(SourceLocation Location, IReadOnlyList<CommentLine> Lines, CommentFault? Fault);

/// <summary>A line of a documentation block.</summary>
/// <param name="Location">Where its <c>#</c> stands.</param>
/// <param name="Text">The comment from its <c>#</c> on, without white space at the end.</param>
internal sealed record CommentLine(SourceLocation Location, string Text);

/// <summary>What is wrong with a documentation block as a whole.</summary>
internal sealed record CommentFault(SourceLocation Location, string Message);

/// <summary>
/// One of the things that a schema file is a sequence of: an object, a documentation block, or both where the block stands directly before
/// the object.
/// </summary>
/// <param name="Documentation">The block; null if there is none.</param>
/// <param name="Expression">The object; null for a block that stands alone.</param>
internal sealed record Fragment(CommentBlock? Documentation, ObjectNode? Expression);
