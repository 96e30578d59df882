using System.Runtime.InteropServices;

namespace Qga.Client;

/// <summary>libvirt's error: virterror.h.</summary>
/// <param name="Code">What went wrong.</param>
/// <param name="Message">The same in words, maybe in the language of libvirt's daemon.</param>
internal readonly record struct LibvirtError(LibvirtErrorCode Code, string Message)
{
    /// <summary>The error of this thread's last call.</summary>
    public static LibvirtError Last() =>
        new((LibvirtErrorCode)LibvirtNative.GetLastErrorCode(), Marshal.PtrToStringUTF8(LibvirtNative.GetLastErrorMessage()) ?? "no error");

    /// <summary>The exception for an error that leaves no doubt that nothing was sent to the agent.</summary>
    /// <param name="problem">What cannot be done.</param>
    public GuestUnreachableException ToUnreachable(string problem) => Code switch
    {
        LibvirtErrorCode.NoDomain => new GuestNotFoundException($"{problem}: {Message}"),
        LibvirtErrorCode.AuthenticationFailed or LibvirtErrorCode.AuthenticationCancelled or LibvirtErrorCode.AuthenticationUnavailable
            or LibvirtErrorCode.AccessDenied or LibvirtErrorCode.OperationDenied => new GuestConnectionRefusedException($"{problem}: {Message}"),
        _ => new GuestUnreachableException($"{problem}: {Message}"),
    };
}
