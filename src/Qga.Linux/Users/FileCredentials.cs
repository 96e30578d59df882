using Qga.Linux.Interop;

namespace Qga.Linux.Users;

/// <summary>
/// Lets the calling thread reach files as a user does, with the user's groups and no more rights than the user has, until it is disposed of. The process stays
/// root for everything else, so that the user can neither signal nor trace it; credentials(7).
/// </summary>
public sealed class FileCredentials : IDisposable
{
    private readonly uint[] _groups;
    private readonly (uint User, uint Group) _before;

    private FileCredentials(uint[] groups, (uint User, uint Group) before) => (_groups, _before) = (groups, before);

    /// <summary>Takes on a user's credentials.</summary>
    /// <param name="account">The user.</param>
    /// <param name="problem">What could not be taken on: <c>group</c>, <c>effective group ID</c>, <c>effective user ID</c>.</param>
    /// <param name="refusal">Why not.</param>
    /// <returns>To be disposed of on the same thread; null where it is refused.</returns>
    public static FileCredentials? TryTake(UserAccount account, out string? problem, out Errno refusal)
    {
        problem = null;
        refusal = default;
        FileCredentials credentials = new(Libc.Groups(), Libc.ThreadFileIds());
        if (credentials._before.User == account.Uid && Libc.EffectiveUid() != 0)
        {
            return credentials;
        }

        // setfsuid(2) and setfsgid(2) do not tell why, but know no other reason.
        Errno groups = Libc.SetThreadGroups([.. account.Groups]);
        refusal = groups.IsSuccess ? Errno.EPERM : groups;
        problem = !groups.IsSuccess ? "group"
            : !Libc.SetThreadFileGroup(account.Gid) ? "effective group ID"
            : !Libc.SetThreadFileUser(account.Uid) ? "effective user ID"
            : null;
        if (problem is null)
        {
            return credentials;
        }

        credentials.Dispose();
        return null;
    }

    /// <summary>Gives the thread back what it had. A thread that could not have it back must not run another command: the process ends.</summary>
    public void Dispose()
    {
        bool isBack = Libc.SetThreadFileUser(_before.User) & Libc.SetThreadFileGroup(_before.Group);
        if (!isBack || (!Libc.Groups().AsSpan().SequenceEqual(_groups) && !Libc.SetThreadGroups(_groups).IsSuccess))
        {
            Environment.FailFast("A thread could not take back its own credentials.");
        }
    }
}
