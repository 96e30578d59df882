using System.Runtime.InteropServices;
using System.Text;
using Qga.Linux.Interop;

namespace Qga.Client.Tests.Transports;

/// <summary>A pseudo-terminal, pty(7): QEMU holds the one side, <c>-chardev pty</c>, and the client opens the other.</summary>
internal sealed class PseudoTerminal : IDisposable
{
    private PseudoTerminal(SafeDescriptor master, string path) => (Stream, Path) = (new(master), path);

    public DescriptorStream Stream { get; }

    public string Path { get; }

    public static PseudoTerminal Open()
    {
        SafeDescriptor master = Libc.Open("/dev/ptmx", Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        byte[] path = new byte[64];
        Assert.False(master.IsInvalid);
        Assert.Equal(0, Unlock(master.Number));
        Assert.Equal(0, GetName(master.Number, path, (nuint)path.Length));
        return new(master, Encoding.UTF8.GetString(path).TrimEnd('\0'));
    }

    public void Dispose() => Stream.Dispose();

#pragma warning disable SYSLIB1054 // A generated declaration needs unsafe code, which tests do without.
    [DllImport("libc", EntryPoint = "unlockpt")]
    private static extern int Unlock(int descriptor);

    [DllImport("libc", EntryPoint = "ptsname_r")]
    private static extern int GetName(int descriptor, [Out] byte[] name, nuint length);
}
