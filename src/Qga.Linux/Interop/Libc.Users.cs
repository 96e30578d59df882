using System.Runtime.InteropServices;
using Qga.Linux.Users;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (pwd.h, grp.h, sys/fsuid.h, asm/unistd.h).
public static partial class Libc
{
    private const int MaximumEntry = 1 << 20;

    /// <summary>No process is in more groups than these (limits.h).</summary>
    public const int NGROUPS_MAX = 65536;

    // The kernel's numbers differ from machine to machine. The C library's setgroups(3) would change all threads.
    private static readonly long SetGroupsNumber = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 116 : 159;

    [LibraryImport("libc", EntryPoint = "getpwnam_r", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int GetPwNamCore(string name, PasswordEntry* entry, byte* buffer, nuint size, PasswordEntry** result);

    [LibraryImport("libc", EntryPoint = "getgrouplist", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int GetGroupListCore(string user, uint group, uint* groups, int* count);

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

    /// <summary>geteuid(2).</summary>
    public static uint EffectiveUid() => GetEuidCore();

    /// <summary>getpwnam_r(3): asks the name service for an account. It can ask servers, and take long.</summary>
    /// <param name="name">The account's name.</param>
    /// <param name="account">The account; null if there is none.</param>
    /// <returns>Why the name service does not answer; success where it says that there is none.</returns>
    public static unsafe Errno FindAccount(string name, out UserAccount? account)
    {
        account = null;
        for (int size = 4096; size <= MaximumEntry; size *= 4)
        {
            byte* buffer = (byte*)NativeMemory.Alloc((nuint)size);
            try
            {
                PasswordEntry entry;
                PasswordEntry* result = null;
                Errno answer = new(GetPwNamCore(name, &entry, buffer, (nuint)size, &result));
                if (answer != Errno.ERANGE)
                {
                    account = result is null ? null : new(Marshal.PtrToStringUTF8(entry.Name)!, entry.Uid, entry.Gid, Marshal.PtrToStringUTF8(entry.Home) ?? "");
                    return answer;
                }
            }
            finally
            {
                NativeMemory.Free(buffer);
            }
        }

        return Errno.ERANGE;
    }

    /// <summary>getgrouplist(3): the groups of an account, its own included.</summary>
    public static unsafe uint[] GroupsOf(UserAccount account)
    {
        uint[] groups = new uint[64];
        while (true)
        {
            int count = groups.Length;
            fixed (uint* start = groups)
            {
                if (GetGroupListCore(account.Name, account.Gid, start, &count) >= 0 || count > NGROUPS_MAX)
                {
                    return groups[..Math.Min(count, groups.Length)];
                }
            }

            groups = new uint[Math.Max(count, groups.Length * 2)];
        }
    }

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

    /// <summary>setgroups(2) for this thread alone.</summary>
    public static unsafe Errno SetThreadGroups(ReadOnlySpan<uint> groups)
    {
        fixed (uint* start = groups)
        {
            return SetGroupsCore(SetGroupsNumber, (nuint)groups.Length, start) == 0 ? default : Errno.Last;
        }
    }

    /// <summary>setfsuid(2): as whom this thread opens and makes files. The call itself does not tell whether it was allowed, so it is asked once more.</summary>
    /// <returns>Whether it is so now.</returns>
    public static bool SetThreadFileUser(uint uid)
    {
        _ = SetFsUidCore(uid);
        return SetFsUidCore(uint.MaxValue) == uid;
    }

    /// <summary>setfsgid(2): as which group this thread opens and makes files.</summary>
    /// <returns>Whether it is so now.</returns>
    public static bool SetThreadFileGroup(uint gid)
    {
        _ = SetFsGidCore(gid);
        return SetFsGidCore(uint.MaxValue) == gid;
    }

    /// <summary>As whom, and as which group, this thread opens and makes files now.</summary>
    public static (uint User, uint Group) ThreadFileIds() => (SetFsUidCore(uint.MaxValue), SetFsGidCore(uint.MaxValue));
}

/// <summary>struct passwd of pwd.h, what is used of it.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct PasswordEntry
{
    public nint Name;
    private readonly nint password;
    public uint Uid;
    public uint Gid;
    private readonly nint comment;
    public nint Home;
    private readonly nint shell;
}
