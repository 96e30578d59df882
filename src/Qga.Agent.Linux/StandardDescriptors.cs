using Qga.Linux.Interop;

namespace Qga.Agent.Linux;

/// <summary>Standard input, output and error: descriptors 0 to 2.</summary>
internal static class StandardDescriptors
{
    private const int Last = 2;

    /// <summary>
    /// Opens /dev/null for each that the process was started without: the kernel gives out the lowest number that is free, and what is
    /// printed or logged would go to a client's connection that came to have it. To be called before anything else is opened.
    /// </summary>
    public static void Complete()
    {
        SafeDescriptor opened;
        while ((opened = Libc.Open("/dev/null", Libc.O_RDWR)) is { IsInvalid: false, Number: <= Last })
        {
            // It stays open.
            opened.SetHandleAsInvalid();
        }

        opened.Dispose();
    }
}
