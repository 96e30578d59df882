using System.Globalization;
using Qapi.Runtime.Errors;
using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Linux.Users;

namespace Qga.Agent.Linux.Commands.Ssh;

/// <summary>
/// A user's .ssh/authorized_keys, opened with the user's own rights and through no symbolic link in the home directory: whatever a user puts there
/// cannot harm others. Locked as long as it is open.
/// </summary>
internal sealed class AuthorizedKeysFile : IDisposable
{
    private const string DirectoryName = ".ssh";
    private const string Name = "authorized_keys";
    private const string Label = "security.selinux";

    // More than a thousand keys of the longest kind. Any user can write such a file, and a line takes many times its length in memory.
    private const int MaximumLength = 1 << 20;
    private const int LockAttempts = 100;
    private static readonly TimeSpan s_lockPause = TimeSpan.FromMilliseconds(50);
    private readonly UserAccount _account;
    private readonly FileCredentials _credentials;
    private SafeDescriptor? _directory;
    private SafeDescriptor? _old;

    private AuthorizedKeysFile(UserAccount account, FileCredentials credentials) => (_account, _credentials) = (account, credentials);

    private static int DirectoryFlags => Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC;

    private string DirectoryPath => $"{_account.Home}/{DirectoryName}";

    private string FilePath => $"{DirectoryPath}/{Name}";

    /// <summary>Opens the directory of the file, and locks it. The file itself need not exist.</summary>
    /// <param name="account">The user.</param>
    /// <param name="mayCreate">Whether a missing directory is created.</param>
    /// <param name="file">The file; to be disposed of on the same thread.</param>
    public static QapiError? Open(UserAccount account, bool mayCreate, out AuthorizedKeysFile? file)
    {
        file = null;
        Errno refusal = FileCredentials.Take(account, out FileCredentials? credentials, out string refused);
        if (credentials is null)
        {
            return QapiError.Generic(refusal.Describe($"failed to set {refused} for user '{account.Name}'"));
        }

        AuthorizedKeysFile opened = new(account, credentials);
        QapiError? error = opened.Open(mayCreate);
        if (error is null)
        {
            file = opened;
            return null;
        }

        opened.Dispose();
        return error;
    }

    public QapiError? Read(out byte[] content)
    {
        Errno error = TryRead(out content);
        return error.IsSuccess ? null : Unreadable(error);
    }

    /// <summary>Reads the file; one that does not exist is empty.</summary>
    public QapiError? ReadIfThere(out byte[] content)
    {
        Errno error = TryRead(out content);
        return error.IsSuccess || error == Errno.ENOENT ? null : Unreadable(error);
    }

    /// <summary>Replaces the content in one step: a reader finds the old or the new one, also after a crash.</summary>
    public QapiError? Replace(ReadOnlySpan<byte> content)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $".{Name}.{Random.Shared.NextInt64():x}");
        using SafeDescriptor file = _directory is null
            ? new SafeDescriptor(-1)
            : Libc.OpenAt(_directory, name, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_EXCL | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, FilePermissions.ReadWriteForOwner);
        if (file.IsInvalid)
        {
            return QapiError.Generic(Errno.Last.Describe($"failed to write to '{FilePath}': Failed to create file “{DirectoryPath}/{name}”"));
        }

        Errno error = Libc.ChangeMode(file, FilePermissions.ReadWriteForOwner);
        error = error.IsSuccess ? Libc.ChangeOwner(file, _account.Uid, _account.Gid) : error;
        error = error.IsSuccess ? KeepLabel(file) : error;
        error = error.IsSuccess ? WholeFile.Write(file, content) : error;
        error = error.IsSuccess ? Libc.FSync(file) : error;
        error = error.IsSuccess ? Libc.RenameAt(_directory!, name, Name) : error;
        if (error.IsSuccess)
        {
            _ = Libc.FSync(_directory!);
            return null;
        }

        _ = Libc.UnlinkAt(_directory!, name);
        return QapiError.Generic(error.Describe($"failed to write to '{FilePath}'"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _old?.Dispose();
        _directory?.Dispose();
        _credentials.Dispose();
    }

    private QapiError? Open(bool mayCreate)
    {
        using SafeDescriptor home = Libc.Open(_account.Home, DirectoryFlags);
        if (home.IsInvalid)
        {
            return mayCreate ? NotCreated(Errno.Last) : Unreadable(Errno.Last);
        }

        Errno error = OpenDirectory(home);
        if (error == Errno.ENOENT && mayCreate)
        {
            error = Libc.MakeDirectoryAt(home, DirectoryName, FilePermissions.AllForOwner);
            if (!error.IsSuccess && error != Errno.EEXIST)
            {
                return NotCreated(error);
            }

            // Also where another program has made it since.
            error = OpenDirectory(home);
        }

        return error.IsSuccess ? Lock() : error == Errno.ENOENT ? null : Unreadable(error);
    }

    private Errno OpenDirectory(SafeDescriptor home)
    {
        SafeDescriptor directory = Libc.OpenAt(home, DirectoryName, DirectoryFlags | Libc.O_NOFOLLOW);
        if (directory.IsInvalid)
        {
            return Errno.Last;
        }

        _directory = directory;
        return default;
    }

    private QapiError? Lock()
    {
        Errno error = Libc.TryLock(_directory!);
        for (int attempt = 1; error == Errno.EAGAIN && attempt < LockAttempts; attempt++)
        {
            Thread.Sleep(s_lockPause);
            error = Libc.TryLock(_directory!);
        }

        // Some network file systems have no locks; there the file stays unlocked.
        return error == Errno.EAGAIN ? QapiError.Generic($"'{DirectoryPath}' is locked by another program") : null;
    }

    private Errno TryRead(out byte[] content)
    {
        content = [];
        if (_directory is null)
        {
            return Errno.ENOENT;
        }

        _old = OpenOld(_directory);
        if (_old.IsInvalid)
        {
            return Errno.Last;
        }

        Errno error = Libc.Stat(_old, out FileStatus status);
        if (!error.IsSuccess)
        {
            return error;
        }

        // A pipe or a device might never end.
        return status.Type == Libc.S_IFDIR ? Errno.EISDIR
            : status.Type != Libc.S_IFREG ? Errno.EINVAL
            : status.Size > MaximumLength ? Errno.EFBIG
            : WholeFile.Read(_old, out content);
    }

    private static SafeDescriptor OpenOld(SafeDescriptor directory) =>
        Libc.OpenAt(directory, Name, Libc.O_RDONLY | Libc.O_NOFOLLOW | Libc.O_NONBLOCK | Libc.O_NOCTTY | Libc.O_CLOEXEC);

    // A label that an administrator gave the file takes precedence over the one that the policy gives a new file. Where both are the same nothing is set,
    // as SELinux may allow no change at all.
    private Errno KeepLabel(SafeDescriptor file)
    {
        if (_old is null)
        {
            _old = OpenOld(_directory!);
            if (_old.IsInvalid && Errno.Last.IsShortage)
            {
                return Errno.Last;
            }
        }

        if (_old.IsInvalid || !Libc.GetAttribute(_old, Label, out byte[] label).IsSuccess)
        {
            return default;
        }

        _ = Libc.GetAttribute(file, Label, out byte[] given);
        return label.AsSpan().SequenceEqual(given) ? default : Libc.SetAttribute(file, Label, label);
    }

    private QapiError Unreadable(Errno error) => QapiError.Generic(error.Describe($"failed to read '{FilePath}': Failed to open file “{FilePath}”"));

    private QapiError NotCreated(Errno error) => QapiError.Generic(error.Describe($"failed to create directory '{DirectoryPath}'"));
}
