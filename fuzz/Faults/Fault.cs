namespace Qga.Faults;

/// <summary>A system call that fails once.</summary>
/// <param name="Call">Its name.</param>
/// <param name="Number">Which of the calls of that name, from 1.</param>
/// <param name="Kind">The name of an error, or <c>short</c> for half of the bytes.</param>
internal sealed record Fault(string Call, int Number, string Kind)
{
    /// <summary>The kinds of faults that the kernel documents for a call, or that file systems and security modules add.</summary>
    /// <param name="call">The call's name.</param>
    public static string[] KindsOf(string call) => call switch
    {
        "read" => ["EINTR", "EIO", "ENOMEM", "short"],
        "write" => ["EINTR", "EAGAIN", "EIO", "ENOSPC", "ENOMEM", "short"],
        "readv" or "pread64" => ["EINTR", "EIO", "ENOMEM"],
        "writev" => ["EINTR", "EAGAIN", "EIO", "ENOSPC"],
        "open" or "openat" or "openat2" => ["EINTR", "EACCES", "EMFILE", "ENOMEM", "EIO", "ENOSPC"],
        "access" or "faccessat" or "faccessat2" or "stat" or "lstat" or "newfstatat" or "statx" or "readlink" or "readlinkat"
            => ["EACCES", "EIO", "ENOMEM"],
        "fstat" or "fstatfs" or "statfs" => ["EINTR", "EIO", "ENOMEM"],
        "getdents64" => ["EINTR", "EIO", "ENOMEM"],
        "close" => ["EINTR", "EIO"],
        "ioctl" or "lseek" or "fcntl" => ["EINTR", "EIO", "ENOMEM"],
        "fsync" or "rename" or "renameat2" or "unlink" or "unlinkat" or "mkdir" => ["EINTR", "EIO", "ENOSPC", "EACCES"],
        "socket" or "eventfd2" or "epoll_create1" or "signalfd4" or "timerfd_create" or "memfd_create" or "pidfd_open" or "dup"
            => ["EMFILE", "ENOMEM", "EACCES"],
        "pipe2" or "pipe" => ["EMFILE", "ENOMEM"],
        "accept4" => ["EINTR", "EMFILE", "ENOMEM", "ECONNABORTED"],
        "bind" => ["EACCES", "EADDRINUSE", "ENOMEM"],
        "listen" => ["EADDRINUSE"],
        "connect" => ["EINTR", "EAGAIN", "EACCES"],
        "sendto" or "sendmsg" => ["EINTR", "EAGAIN", "ENOBUFS", "ENOMEM"],
        "recvfrom" or "recvmsg" => ["EINTR", "EAGAIN", "ENOBUFS", "ENOMEM"],
        "getsockname" or "getsockopt" or "setsockopt" => ["ENOBUFS"],
        "epoll_ctl" => ["ENOMEM", "ENOSPC"],
        "epoll_wait" or "epoll_pwait" or "waitid" or "getrandom" => ["EINTR"],
        "poll" or "ppoll" => ["EINTR", "ENOMEM"],
        "ftruncate" => ["EINTR", "EIO", "EACCES"],
        "fchmod" or "fchown" => ["EINTR", "EIO", "EPERM"],
        "flock" => ["EINTR", "ENOMEM"],
        "clone" or "clone3" or "vfork" or "fork" => ["EAGAIN", "ENOMEM"],
        "execve" => ["EACCES", "ENOMEM", "EIO"],
        "dup2" or "dup3" => ["EINTR", "EMFILE"],
        "mmap" or "mremap" or "mprotect" or "madvise" or "brk" or "mlock" => ["ENOMEM"],
        "kill" => ["EPERM"],
        "chdir" or "fchdir" => ["EACCES"],
        _ => [],
    };

    /// <summary>Whether a call can fail so, and the agent does not mean to leave out what it is about.</summary>
    /// <param name="target">What the descriptor is open on, or the path.</param>
    public bool Matters(string target) => target switch
    {
        // An event, a timer, a signal: what the kernel makes of nothing has no place that could be full or broken.
        ['a', 'n', 'o', 'n', '_', 'i', 'n', 'o', 'd', 'e', ':', ..] => Kind == "EINTR" || Call is "close" or "epoll_ctl",

        // They have no disk, and are gone after a close(2) whatever it returns. And epoll(7) promises that one which takes or gives less than it was
        // asked for, or nothing, tells when that changes.
        ['p', 'i', 'p', 'e', ':', ..] or ['s', 'o', 'c', 'k', 'e', 't', ':', ..] => Call != "close" && Kind is not ("EIO" or "ENOSPC" or "EAGAIN" or "short"),

        // A device that goes away meanwhile has files that are gone or cannot be read, and is left out. Nothing there is ever full. Names without a folder
        // are opened from one of /sys.
        [>= 'a' and <= 'z', ..] or ['.', '/', ..] or ['/', 's', 'y', 's', '/', ..] or ['/', 'r', 'u', 'n', '/', 'u', 'd', 'e', 'v', ..] =>
            Kind is not ("EIO" or "EACCES" or "ENOSPC"),

        // A marker that cannot be looked at counts as set, and the agent starts frozen.
        _ => !target.EndsWith("qga.state.isfrozen", StringComparison.Ordinal),
    };

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text">The text.</param>
    public static Fault? Parse(string text) =>
        text.Split(':') is [string call, string number, string kind] && int.TryParse(number, out int value) ? new(call, value, kind) : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Call}:{Number}:{Kind}";
}
