using Qga.Linux.Interop;

namespace Qga.Linux.SysFs;

/// <summary>
/// Notes whether an inventory was short of descriptors or memory somewhere: then it is not complete. What is absent or cannot be read for another reason is
/// only left out.
/// </summary>
internal sealed class Shortage
{
    /// <summary>The first such error; success where there was none.</summary>
    public Errno Error { get; private set; }

    /// <summary>Takes note of an error, whatever it is.</summary>
    public void Note(Errno error)
    {
        if (Error.IsSuccess && error.IsShortage)
        {
            Error = error;
        }
    }
}
