namespace Qapi.Runtime.Reading;

/// <summary>Bounds that are held before the generated code makes objects of what a client has sent.</summary>
public static class ReadLimits
{
    /// <summary>The longest text of a command's arguments in bytes, without the members that stay in the receive buffer (base64 and in-place lists).</summary>
    public const int Arguments = 8 << 20;

    /// <summary>Holds the length of a command's arguments against <see cref="Arguments"/>.</summary>
    /// <param name="length">The length in bytes, without what stays in the receive buffer.</param>
    /// <returns>The fault; null if there is none.</returns>
    public static ReadFault? CheckArguments(int length) => length > Arguments ? ReadFault.TooLong(Arguments) : null;
}
