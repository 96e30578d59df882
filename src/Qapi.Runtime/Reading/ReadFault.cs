using Qapi.Runtime.Errors;

namespace Qapi.Runtime.Reading;

/// <summary>
/// Why a value could not be read: the place is put together from the inside out while the readers return, so that a good value
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

    /// <summary>A member that must be there is not.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The fault, placed at that member.</returns>
    public static ReadFault Missing(string name) => new ReadFault("Parameter '", "' is missing").InMember(name);

    /// <summary>A member that nobody knows is there.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The fault, placed at that member.</returns>
    public static ReadFault Unexpected(ReadOnlySpan<byte> name) =>
        new ReadFault("Parameter '", "' is unexpected").InMember(JsonString.ToQuote(name));

    /// <summary>The value is of another kind.</summary>
    /// <param name="expected">What it should be: <c>integer</c>, <c>string</c>, or an alternate's name.</param>
    /// <returns>The fault, to be placed.</returns>
    public static ReadFault WrongType(string expected) => new("Invalid parameter type for '", $"', expected: {expected}");

    /// <summary>The value does not fit its type.</summary>
    /// <param name="expected">The type: <c>uint64</c>.</param>
    /// <returns>The fault, to be placed.</returns>
    public static ReadFault Unfit(string expected) => new("Parameter '", $"' expects {expected}");

    /// <summary>A command's arguments are too long, whatever they are.</summary>
    /// <param name="limit">How many bytes there may be.</param>
    /// <returns>The fault, which has no place.</returns>
    public static ReadFault TooLong(int limit) => new($"The arguments are longer than {limit} bytes", "");

    /// <summary>The string is not a value of its enumeration. Of the place, clients see the last name only.</summary>
    /// <param name="value">The string.</param>
    /// <returns>The fault, to be placed.</returns>
    public static ReadFault NotAccepted(string value) => new("Parameter '", $"' does not accept value '{value}'", lastNameOnly: true);

    /// <summary>Puts the fault into a member.</summary>
    /// <param name="name">The member that holds the value at fault.</param>
    /// <returns>This fault.</returns>
    public ReadFault InMember(string name)
    {
        _path = _beginsWithName ? $"{name}.{_path}" : name + _path;
        _beginsWithName = true;
        _lastName ??= name;
        return this;
    }

    /// <summary>Puts the fault into an element of an array.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <returns>This fault.</returns>
    public ReadFault InElement(int index)
    {
        _path = _beginsWithName ? $"[{index}].{_path}" : $"[{index}]{_path}";
        _beginsWithName = false;
        return this;
    }

    /// <summary>The fault as the protocol's error.</summary>
    /// <returns>A <c>GenericError</c> with QAPI's text.</returns>
    public QapiError ToError() => QapiError.Generic(ToString());

    /// <inheritdoc/>
    public override string ToString() => _before + (_lastNameOnly ? _lastName : _path) + _after;
}
