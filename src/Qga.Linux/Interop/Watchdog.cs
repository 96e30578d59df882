using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

/// <summary>
/// What ends the process when the runtime no longer can, and thaws first: src/Qga.Agent.Linux/Native/watchdog.c. In a program that is not linked with it,
/// none of this does anything.
/// </summary>
public static partial class Watchdog
{
    private const string Library = "qga-watchdog";

    [FeatureSwitchDefinition("Qga.NativeWatchdog")]
    private static bool IsLinked => AppContext.TryGetSwitch("Qga.NativeWatchdog", out bool isLinked) && isLinked;

    [LibraryImport(Library, EntryPoint = "qga_watchdog_start")]
    private static partial int StartCore(uint seconds);

    [LibraryImport(Library, EntryPoint = "qga_loop_waits")]
    private static partial void WaitsCore();

    [LibraryImport(Library, EntryPoint = "qga_loop_works")]
    private static partial void WorksCore();

    [LibraryImport(Library, EntryPoint = "qga_frozen_add")]
    private static partial int AddCore(int descriptor);

    [LibraryImport(Library, EntryPoint = "qga_frozen_remove")]
    private static partial void RemoveCore(int descriptor);

    /// <summary>Starts the thread that watches the event loop.</summary>
    /// <param name="limit">How long the loop may take to wait again; whole seconds.</param>
    /// <returns>Why there is no thread.</returns>
    public static Errno Start(TimeSpan limit) => IsLinked ? new(StartCore((uint)limit.TotalSeconds)) : default;

    /// <summary>The event loop is about to wait.</summary>
    public static void OnWait()
    {
        if (IsLinked)
        {
            WaitsCore();
        }
    }

    /// <summary>The event loop has something to do.</summary>
    public static void OnWork()
    {
        if (IsLinked)
        {
            WorksCore();
        }
    }

    /// <summary>
    /// Has a frozen file system thawed if the process dies of a fault. To be called before the freeze, by one thread at a time, and undone by
    /// <see cref="RemoveFrozen"/> before the descriptor is closed.
    /// </summary>
    /// <param name="descriptor">Anything on the file system.</param>
    /// <returns>False where there are too many.</returns>
    public static bool AddFrozen(SafeDescriptor descriptor) => !IsLinked || AddCore(descriptor.Number) != 0;

    /// <summary>Undoes <see cref="AddFrozen"/>.</summary>
    /// <param name="descriptor">The same descriptor.</param>
    public static void RemoveFrozen(SafeDescriptor descriptor)
    {
        if (IsLinked)
        {
            RemoveCore(descriptor.Number);
        }
    }
}
