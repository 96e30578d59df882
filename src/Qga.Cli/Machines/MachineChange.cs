namespace Qga.Cli.Machines;

/// <summary>What becomes of a machine.</summary>
internal enum MachineChange
{
    /// <summary>It is off.</summary>
    Off,

    /// <summary>Its system has ended, and it may still be on.</summary>
    Halted,

    /// <summary>It starts anew.</summary>
    Reset,

    /// <summary>It sleeps, its memory kept.</summary>
    Suspended,

    /// <summary>It has written its memory to the disk.</summary>
    Hibernated,

    /// <summary>It goes on after a sleep.</summary>
    Awake,
}
