using Qapi.Runtime.Reading;

namespace Qga.Monitor;

/// <summary>What QEMU says first: <c>{"QMP": {"version": …, "capabilities": […]}}</c>.</summary>
internal static class Greeting
{
    /// <summary>Reads a greeting.</summary>
    /// <param name="message">An object in validated JSON.</param>
    /// <returns>The release of QEMU; null if the message is no greeting.</returns>
    public static VersionInfo? Read(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> version = Member(Member(message, "QMP"u8), "version"u8);
        return !version.IsEmpty && VersionInfo.Read(version, UnknownMembers.Ignore, out VersionInfo value) is null ? value : null;
    }

    private static ReadOnlySpan<byte> Member(ReadOnlySpan<byte> value, ReadOnlySpan<byte> name)
    {
        ObjectReader members = new(!value.IsEmpty && JsonText.KindOf(value) == JsonKind.Object ? value : default);
        while (members.Read())
        {
            if (members.Name.SequenceEqual(name))
            {
                return members.Value;
            }
        }

        return default;
    }
}
