using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (grp.h, sys/fsuid.h).
public static partial class Libc
{
    [LibraryImport("libc", EntryPoint = "getgroups", SetLastError = true)]
    private static unsafe partial int GetGroupsCore(int size, uint* list);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static unsafe partial int SetGroupsCore(long number, nuint size, uint* list);

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial uint SetFsUidCore(uint uid);

    [LibraryImport("libc", EntryPoint = "setfsgid")]
    private static partial uint SetFsGidCore(uint gid);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEuidCore();

    [LibraryImport("libc", EntryPoint = "getegid")]
    private static partial uint GetEgidCore();

    /// <summary>geteuid(2).</summary>
    public static uint EffectiveUid() => GetEuidCore();

    /// <summary>getegid(2).</summary>
    public static uint EffectiveGid() => GetEgidCore();

    /// <summary>getgroups(2): the supplementary groups of this thread.</summary>
    public static unsafe uint[] Groups()
    {
        uint[] groups = new uint[GetGroupsCore(0, null)];
        fixed (uint* start = groups)
        {
            int count = GetGroupsCore(groups.Length, start);
            return groups[..Math.Max(count, 0)];
        }
    }

    /// <summary>setgroups(2) for this thread alone; setgroups(3) of the C library changes all threads.</summary>
    public static unsafe Errno SetThreadGroups(ReadOnlySpan<uint> groups)
    {
        fixed (uint* start = groups)
        {
            return SetGroupsCore(Machine.SYS_setgroups(Machine.Current), (nuint)groups.Length, start) == 0 ? default : Errno.Last;
        }
    }

    /// <summary>
    /// setfsuid(2): the user as whom this thread opens and creates files. The call does not tell whether it succeeded; a second one does.
    /// </summary>
    public static bool SetThreadFileUser(uint uid)
    {
        _ = SetFsUidCore(uid);
        return SetFsUidCore(uint.MaxValue) == uid;
    }

    /// <summary>setfsgid(2): the group as which this thread opens and creates files; as <see cref="SetThreadFileUser"/>.</summary>
    public static bool SetThreadFileGroup(uint gid)
    {
        _ = SetFsGidCore(gid);
        return SetFsGidCore(uint.MaxValue) == gid;
    }

    /// <summary>The user and the group as whom this thread opens and creates files.</summary>
    public static (uint User, uint Group) ThreadFileIds() => (SetFsUidCore(uint.MaxValue), SetFsGidCore(uint.MaxValue));
}
