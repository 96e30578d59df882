namespace Qga.Agent.Configuration;

/// <summary>What is wrong with a key file, or with what it says.</summary>
/// <param name="text">What.</param>
/// <param name="line">Where; 0: nowhere in particular.</param>
internal sealed class FileProblem(string text, int line)
{
    /// <summary>The problem with its place in front, as compilers have it.</summary>
    /// <param name="path">The file.</param>
    public string At(string path) => line == 0 ? $"{path}: {text}" : $"{path}:{line}: {text}";

    /// <summary>The problem with its line behind.</summary>
    public override string ToString() => line == 0 ? text : $"{text} (line {line})";
}
