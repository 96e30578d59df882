using Qapi.Runtime.Errors;

namespace Qapi.Runtime.Reading;

/// <summary>
/// Why a value does not fit its type, with QAPI's text. The readers add the place from the inside out while they return, so that a value that fits
/// costs nothing.
/// </summary>
public sealed class ReadFault
{
    private readonly string _before;
    private readonly string _after;
    private readonly bool _lastNameOnly;
    private string _path = "";
    private bool _beginsWithName;
    private string? _lastName;

    private ReadFault(string before, string after, bool lastNameOnly = false)
    {
        _before = before;
        _after = after;
        _lastNameOnly = lastNameOnly;
    }

    /// <summary>A required member is missing.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The fault, placed at that member.</returns>
    public static ReadFault Missing(string name) => new ReadFault("Parameter '", "' is missing").InMember(name);

    /// <summary>A member is there that the schema does not know.</summary>
    /// <param name="name">Its name as UTF-8; at most <see cref="JsonString.MaximumQuote"/> bytes of it are quoted.</param>
    /// <returns>The fault, placed at that member.</returns>
    public static ReadFault Unexpected(ReadOnlySpan<byte> name) =>
        new ReadFault("Parameter '", "' is unexpected").InMember(JsonString.ToQuote(name));

    /// <summary>The value is of another type.</summary>
    /// <param name="expected">The type expected: <c>integer</c>, <c>string</c>, or an alternate's name.</param>
    /// <returns>The fault, not yet placed.</returns>
    public static ReadFault WrongType(string expected) => new("Invalid parameter type for '", $"', expected: {expected}");

    /// <summary>The value is out of the range of its type.</summary>
    /// <param name="expected">The type: <c>uint64</c>.</param>
    /// <returns>The fault, not yet placed.</returns>
    public static ReadFault Unfit(string expected) => new("Parameter '", $"' expects {expected}");

    /// <summary>A command's arguments are too long, whatever they are.</summary>
    /// <param name="limit">How many bytes there may be.</param>
    /// <returns>The fault, which has no place.</returns>
    public static ReadFault TooLong(int limit) => new($"The arguments are longer than {limit} bytes", "");

    /// <summary>The string is not a value of its enumeration. Of the place clients see only the last name.</summary>
    /// <param name="value">The string.</param>
    /// <returns>The fault, not yet placed.</returns>
    public static ReadFault NotAccepted(string value) => new("Parameter '", $"' does not accept value '{value}'", lastNameOnly: true);

    /// <summary>Adds the member that holds the value to the place.</summary>
    /// <param name="name">The member's name.</param>
    /// <returns>This fault.</returns>
    public ReadFault InMember(string name)
    {
        _path = _beginsWithName ? $"{name}.{_path}" : name + _path;
        _beginsWithName = true;
        _lastName ??= name;
        return this;
    }

    /// <summary>Adds the element that holds the value to the place.</summary>
    /// <param name="index">The element's index, from 0.</param>
    /// <returns>This fault.</returns>
    public ReadFault InElement(int index)
    {
        _path = _beginsWithName ? $"[{index}].{_path}" : $"[{index}]{_path}";
        _beginsWithName = false;
        return this;
    }

    /// <summary>Converts the fault to an error.</summary>
    /// <returns>A <c>GenericError</c> with QAPI's text.</returns>
    public QapiError ToError() => QapiError.Generic(ToString());

    /// <inheritdoc/>
    public override string ToString() => _before + (_lastNameOnly ? _lastName : _path) + _after;
}
