namespace Qga.Fuzz;

/// <summary>A part of the product that takes bytes from outside, with what must hold of it whatever they are. One object serves one thread.</summary>
/// <param name="name">The name: the target's folder under fuzz/corpus.</param>
internal abstract class FuzzTarget(string name)
{
    public string Name => name;

    /// <summary>The longest input that is worth its time, in bytes.</summary>
    public virtual int LongestInput => 1024;

    /// <summary>Words that inputs are made of.</summary>
    public virtual IReadOnlyList<string> Words => [];

    /// <summary>Runs one input. Whatever it leaves behind must not change what the next one does.</summary>
    /// <exception cref="Exception">Something does not hold.</exception>
    public abstract void Run(ReadOnlySpan<byte> input);
}
