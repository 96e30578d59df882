namespace Qga.Fuzz;

/// <summary>Takes an input and checks what comes of it.</summary>
internal delegate void InputCheck(ReadOnlySpan<byte> input);

/// <summary>A target that is a pure function.</summary>
internal sealed class FunctionTarget(string name, InputCheck check, params string[] words) : FuzzTarget(name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Words => words;

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input) => check(input);
}
