using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

/// <summary>An error number of the kernel (errno(3)); 0 is success.</summary>
/// <param name="Value">The number.</param>
public readonly partial record struct Errno(int Value)
{
    /// <summary>The error of this thread's last system call.</summary>
    public static Errno Last => new(Marshal.GetLastPInvokeError());

    /// <summary>Whether the number is 0.</summary>
    public bool IsSuccess => Value == 0;

    /// <summary>
    /// Whether the process or the system has no descriptor or memory left. That says nothing of the file that was asked for: it must not be taken for absent.
    /// </summary>
    public bool IsShortage => this == EMFILE || this == ENFILE || this == ENOMEM;

    /// <summary>The C library's text for the number, in the C locale, as replies have it: <c>No such file or directory</c>.</summary>
    public string Message => Libc.ErrorMessage(Value);

    /// <summary>An error's text: <c>what: No such file or directory</c>, or only <c>what</c> for number 0.</summary>
    public string Describe(string what) => Value == 0 ? what : $"{what}: {Message}";
}
