namespace Qapi.Runtime.Errors;

/// <summary>How a command that returns nothing ended.</summary>
public readonly struct CommandResult
{
    /// <summary>The command did what it was asked.</summary>
    public static CommandResult Success => default;

    /// <summary>The refusal; null on success.</summary>
    public QapiError? Error { get; private init; }

    /// <summary>A refusal.</summary>
    /// <param name="error">Its class and text.</param>
    public static implicit operator CommandResult(QapiError error) => new() { Error = error };
}

/// <summary>What a command answers: a value or a refusal.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public readonly struct CommandResult<T>
{
    private CommandResult(T? value, QapiError? error)
    {
        Value = value;
        Error = error;
    }

    /// <summary>The value; meaningful where <see cref="Error"/> is null.</summary>
    public T? Value { get; }

    /// <summary>The refusal; null on success.</summary>
    public QapiError? Error { get; }

    /// <summary>A value.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator CommandResult<T>(T value) => new(value, null);

    /// <summary>A refusal.</summary>
    /// <param name="error">Its class and text.</param>
    public static implicit operator CommandResult<T>(QapiError error) => new(default, error);
}
