using Qga.Linux.Interop;

namespace Qga.Linux.Users;

/// <summary>
/// Lets the calling thread open files with a user's rights and groups, and no more, until it is disposed of. For everything else the process stays root, so
/// that the user can neither signal nor trace it; credentials(7).
/// </summary>
public sealed class FileCredentials : IDisposable
{
    private readonly uint[] _groups;
    private readonly (uint User, uint Group) _before;

    private FileCredentials(uint[] groups, (uint User, uint Group) before) => (_groups, _before) = (groups, before);

    /// <summary>Takes on a user's credentials.</summary>
    /// <param name="account">The user.</param>
    /// <param name="credentials">To be disposed of on the same thread; null where they are refused.</param>
    /// <param name="refused">Where they are refused, which: <c>group</c>, <c>effective group ID</c>, <c>effective user ID</c>.</param>
    public static Errno Take(UserAccount account, out FileCredentials? credentials, out string refused)
    {
        refused = "";
        credentials = new(Libc.Groups(), Libc.ThreadFileIds());
        if (credentials._before.User == account.Uid && Libc.EffectiveUid() != 0)
        {
            return default;
        }

        Errno error = Libc.SetThreadGroups([.. account.Groups]);
        refused = !error.IsSuccess ? "group"
            : !Libc.SetThreadFileGroup(account.Gid) ? "effective group ID"
            : !Libc.SetThreadFileUser(account.Uid) ? "effective user ID"
            : "";
        if (refused.Length == 0)
        {
            return default;
        }

        // setfsuid(2) and setfsgid(2) do not tell why they refuse; there is no other reason.
        error = error.IsSuccess ? Errno.EPERM : error;
        credentials.Dispose();
        credentials = null;
        return error;
    }

    /// <summary>Restores the thread's own credentials. Where that fails the process ends, as the thread must not run another command.</summary>
    public void Dispose()
    {
        bool isBack = Libc.SetThreadFileUser(_before.User) & Libc.SetThreadFileGroup(_before.Group);
        if (!isBack || (!Libc.Groups().AsSpan().SequenceEqual(_groups) && !Libc.SetThreadGroups(_groups).IsSuccess))
        {
            Environment.FailFast("A thread could not take back its own credentials.");
        }
    }
}
