namespace Qapi.Runtime.Errors;

/// <summary>The result of a command that returns nothing.</summary>
public readonly struct CommandResult
{
    /// <summary>The command did what it was asked.</summary>
    public static CommandResult Success => default;

    /// <summary>The error; null on success.</summary>
    public QapiError? Error { get; private init; }

    /// <summary>Fails.</summary>
    /// <param name="error">The error.</param>
    public static implicit operator CommandResult(QapiError error) => new() { Error = error };
}

/// <summary>The result of a command: a value or an error.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public readonly struct CommandResult<T>
{
    private CommandResult(T? value, QapiError? error)
    {
        Value = value;
        Error = error;
    }

    /// <summary>The value; meaningless if <see cref="Error"/> is set.</summary>
    public T? Value { get; }

    /// <summary>The error; null on success.</summary>
    public QapiError? Error { get; }

    /// <summary>Succeeds.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator CommandResult<T>(T value) => new(value, null);

    /// <summary>Fails.</summary>
    /// <param name="error">The error.</param>
    public static implicit operator CommandResult<T>(QapiError error) => new(default, error);
}
