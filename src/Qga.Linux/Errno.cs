using System.Runtime.InteropServices;
using Qga.Linux.Interop;

namespace Qga.Linux;

/// <summary>An error number of the kernel (errno(3)); 0 where nothing went wrong.</summary>
/// <param name="Value">The number.</param>
public readonly partial record struct Errno(int Value)
{
    /// <summary>What the last system call of this thread left behind.</summary>
    public static Errno Last => new(Marshal.GetLastPInvokeError());

    /// <summary>Whether nothing went wrong.</summary>
    public bool IsSuccess => Value == 0;

    /// <summary>The C library's words for the number, in the C locale, as replies carry them: <c>No such file or directory</c>.</summary>
    public string Message => Libc.ErrorMessage(Value);

    /// <summary>A refusal's text: <c>what: No such file or directory</c>, or only <c>what</c> for number 0.</summary>
    public string Describe(string what) => Value == 0 ? what : $"{what}: {Message}";
}
