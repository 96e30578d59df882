using Qga.Linux.Interop;

namespace Qga.Cli.Output;

/// <summary>
/// Standard input, output and error as a shell closes them (<c>&lt;&amp;-</c>). A descriptor that is closed would be given to the next file that this process
/// opens, such as a pipe of its own, which would be read as standard input then.
/// </summary>
internal static class StandardDescriptors
{
    private const int LastStandard = 2;

    /// <summary>Puts an empty file in the place of each that is closed: reading it ends at once, and writing to it fails, as to what is closed.</summary>
    public static void Fill()
    {
        while (Libc.Open("/dev/null", Libc.O_RDONLY) is { IsInvalid: false } opened)
        {
            if (opened.Number > LastStandard)
            {
                opened.Dispose();
                return;
            }

            // It stays open.
            opened.SetHandleAsInvalid();
        }
    }
}
