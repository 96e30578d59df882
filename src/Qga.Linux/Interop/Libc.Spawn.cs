using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (spawn.h, sys/wait.h); posix_spawn(3) and waitid(2) explain each.
public static partial class Libc
{
    public const short POSIX_SPAWN_SETSIGDEF = 0x4;
    public const short POSIX_SPAWN_SETSIGMASK = 0x8;
    public const short POSIX_SPAWN_SETSID = 0x80;
    public const int P_PID = 1;
    public const int P_PIDFD = 3;
    public const int WEXITED = 4;
    public const int CLD_EXITED = 1;
    public const int SIGKILL = 9;
    public const long SYS_pidfd_open = 434;

    /// <summary>No posix_spawnattr_t and no posix_spawn_file_actions_t of any C library is larger.</summary>
    internal const int SpawnObjectRoom = 512;

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    internal static unsafe partial int PosixSpawn(int* pid, byte* path, byte* fileActions, byte* attributes, byte** argv, byte** envp);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    internal static unsafe partial int SpawnAttributesInit(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    internal static unsafe partial int SpawnAttributesDestroy(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    internal static unsafe partial int SpawnAttributesSetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    internal static unsafe partial int SpawnAttributesSetSigMask(byte* attributes, SignalSet* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    internal static unsafe partial int SpawnAttributesSetSigDefault(byte* attributes, SignalSet* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    internal static unsafe partial int SpawnActionsInit(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    internal static unsafe partial int SpawnActionsDestroy(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen")]
    internal static unsafe partial int SpawnActionsAddOpen(byte* actions, int fd, byte* path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    internal static unsafe partial int SpawnActionsAddDup2(byte* actions, int fd, int newFd);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    internal static unsafe partial int SpawnActionsAddCloseFrom(byte* actions, int from);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static unsafe partial int Pipe2Core(int* descriptors, int flags);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int KillCore(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial int PidFdOpenCore(long number, int pid, uint flags);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    private static unsafe partial int WaitIdCore(int idType, uint id, ChildInfo* info, int options);

    /// <summary>pipe2(2).</summary>
    public static unsafe Errno Pipe(int flags, out SafeDescriptor readEnd, out SafeDescriptor writeEnd)
    {
        int* ends = stackalloc int[2] { -1, -1 };
        Errno answer = Pipe2Core(ends, flags) == 0 ? default : Errno.Last;
        (readEnd, writeEnd) = (new(ends[0]), new(ends[1]));
        return answer;
    }

    /// <summary>kill(2); a negative <paramref name="pid"/> means the process group of that number.</summary>
    public static Errno Kill(int pid, int signal) => KillCore(pid, signal) == 0 ? default : Errno.Last;

    /// <summary>
    /// pidfd_open(2), by number because the C library has it only since glibc 2.36.
    /// </summary>
    /// <param name="pid">The process.</param>
    /// <param name="handle">An empty handle, which gets the descriptor: nothing is allocated here.</param>
    internal static Errno PidFdOpen(int pid, SafeDescriptor handle)
    {
        int descriptor = PidFdOpenCore(SYS_pidfd_open, pid, 0);
        if (descriptor < 0)
        {
            return Errno.Last;
        }

        Marshal.InitHandle(handle, descriptor);
        return default;
    }

    /// <summary>waitid(2) on a pidfd: blocks until the child has ended, and reaps it.</summary>
    public static Errno WaitFor(SafeDescriptor pidFd, out ChildInfo info) => WaitFor(P_PIDFD, pidFd.Number, out info);

    /// <summary>waitid(2) on a process number: blocks until the child has ended, and reaps it.</summary>
    internal static void WaitFor(int pid) => WaitFor(P_PID, pid, out _);

    private static unsafe Errno WaitFor(int idType, int id, out ChildInfo info)
    {
        fixed (ChildInfo* start = &info)
        {
            *start = default;
            while (WaitIdCore(idType, (uint)id, start, WEXITED) != 0)
            {
                if (Errno.Last != Errno.EINTR)
                {
                    return Errno.Last;
                }
            }

            return default;
        }
    }
}

/// <summary>siginfo_t as waitid(2) fills it.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct ChildInfo
{
    public int Signal;
    public int Error;

    /// <summary>CLD_EXITED, or how else the child ended.</summary>
    public int Code;
    private readonly int _padding;
    public int Pid;
    public uint Uid;

    /// <summary>The exit status, or the signal's number.</summary>
    public int Status;
    private fixed byte _rest[100];
}
