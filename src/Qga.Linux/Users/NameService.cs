using Qga.Linux.Interop;
using Qga.Linux.Processes;

namespace Qga.Linux.Users;

/// <summary>
/// The system's name service, nsswitch.conf(5), asked through getent(1). Its modules are shared libraries, which a program without any (as
/// this one is linked by default) cannot rely on; and a server that does not answer then blocks a separate process, not a thread of the agent.
/// On a system without getent its files are read.
/// </summary>
/// <param name="program">getent: its path, or its name, which is looked for in PATH.</param>
/// <param name="accounts">The file of accounts; usually /etc/passwd, passwd(5).</param>
/// <param name="groups">The file of groups; usually /etc/group, group(5).</param>
/// <param name="limit">How long one query may take; an account takes two.</param>
public sealed class NameService(string program, string accounts, string groups, TimeSpan limit)
{
    private const int NoSuchDatabase = 1;
    private const int NoSuchKey = 2;

    // An account in as many groups as the kernel allows (NGROUPS_MAX of limits.h, 65,536) takes less.
    private const int OutputLimit = 1 << 20;

    /// <summary>Finds an account and the groups that it is in.</summary>
    /// <param name="name">The account's name.</param>
    /// <param name="account">The account; null if there is none.</param>
    /// <returns>Why the name service does not answer; success where it says that there is none.</returns>
    public Errno FindAccount(string name, out UserAccount? account)
    {
        account = null;

        // What begins with a hyphen would be taken for an option.
        if (name is [] or ['-', ..])
        {
            return default;
        }

        Errno error = Ask("passwd", name, out ReadOnlyMemory<byte>? answer);
        byte[] file = [];
        error = error.IsSuccess && answer is null ? WholeFile.Read(accounts, out file) : error;
        if (!error.IsSuccess || AccountLines.FindAccount((answer ?? file).Span, NativeText.Encode(name)) is not { } found)
        {
            return error;
        }

        error = GroupsOf(found, out IReadOnlyList<uint> members);
        account = error.IsSuccess ? found with { Groups = members } : null;
        return error;
    }

    private Errno GroupsOf(UserAccount account, out IReadOnlyList<uint> list)
    {
        list = [];
        byte[] name = NativeText.Encode(account.Name);
        Errno error = Ask("initgroups", account.Name, out ReadOnlyMemory<byte>? answer);
        if (error.IsSuccess && answer is null)
        {
            error = WholeFile.Read(groups, out byte[] file);
            list = AccountLines.GroupsWithMember(file, name, account.Gid);
        }
        else if (error.IsSuccess)
        {
            list = AccountLines.ListedGroups(answer!.Value.Span, name, account.Gid);
        }

        return error;
    }

    // No answer and no error: the files have to do.
    private Errno Ask(string database, string key, out ReadOnlyMemory<byte>? answer)
    {
        answer = null;

        // getent takes digits for a number to look for.
        if (!key.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return default;
        }

        ProgramResult result = ProgramRunner.Run(new(program, [database, key], limit) { OutputLimit = OutputLimit });
        switch (result.End)
        {
            case ProgramEnd.Exited when result.Number is 0 or NoSuchKey:
                answer = result.Output;
                return default;

            // musl's getent knows no initgroups.
            case ProgramEnd.Exited when result.Number == NoSuchDatabase:
                return default;
            case ProgramEnd.NotStarted:
                Errno error = new(result.Number);
                return error == Errno.ENOENT ? default : error;
            case ProgramEnd.TimedOut:
                return Errno.ETIMEDOUT;
            default:
                return Errno.EIO;
        }
    }
}
