namespace Qapi.Generator;

/// <summary>A file of generated code.</summary>
/// <param name="Name">Its name, unique in the project.</param>
/// <param name="Text">The code.</param>
internal sealed record CodeFile(string Name, string Text);
