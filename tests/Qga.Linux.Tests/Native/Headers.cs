using System.Runtime.InteropServices;
using Qga.Linux.Interop;
using Qga.Linux.Sessions;

namespace Qga.Linux.Tests.Native;

/// <summary>What the C compiler is asked about. Constants need no line: every one in capitals is proved (see <see cref="HeaderTests"/>).</summary>
internal static class Headers
{
    /// <summary>The headers that the names come from.</summary>
    public static readonly string[] Includes =
    [
        "dirent.h", "errno.h", "fcntl.h", "sys/file.h", "limits.h", "poll.h", "signal.h", "spawn.h", "termios.h", "unistd.h",
        "sys/epoll.h", "sys/eventfd.h", "sys/inotify.h", "sys/mman.h", "sys/signalfd.h", "sys/socket.h", "sys/stat.h", "sys/statvfs.h", "sys/syscall.h",
        "sys/timerfd.h", "sys/uio.h", "sys/un.h", "sys/utsname.h", "sys/wait.h", "time.h", "utmp.h",
        "linux/fs.h", "linux/rtnetlink.h", "linux/if_link.h", "linux/if_addr.h", "netinet/in.h", "linux/rtc.h", "linux/nvme_ioctl.h", "linux/openat2.h",
        "linux/vm_sockets.h", "linux/loop.h", "linux/mount.h", "linux/btrfs.h",
    ];

    /// <summary>One line for each structure: its C name, and pairs of a member there and the field here; every public field wants a pair.</summary>
    public static readonly NativeStruct[] Structs =
    [
        new("struct iovec", typeof(IoVector), ("iov_base", "Start"), ("iov_len", "Length")),
        new("struct pollfd", typeof(PollDescriptor), ("fd", "Descriptor"), ("events", "Events"), ("revents", "Returned")),
        new("struct sockaddr_un", typeof(UnixAddress), ("sun_family", "_family"), ("sun_path", "_path")),
        new("struct sockaddr_vm", typeof(VsockAddress), ("svm_family", "_family"), ("svm_port", "_port"), ("svm_cid", "_cid")),
        new("struct ucred", typeof(PeerCredentials), ("pid", "Pid"), ("uid", "Uid"), ("gid", "Gid")),
        new("sigset_t", typeof(SignalSet)),
        new("siginfo_t", typeof(ChildInfo),
            ("si_signo", "Signal"), ("si_errno", "Error"), ("si_code", "Code"), ("si_pid", "Pid"), ("si_uid", "Uid"), ("si_status", "Status")),
        new("struct fstrim_range", typeof(TrimRange), ("start", "Start"), ("len", "Length"), ("minlen", "MinimumLength")),
        new("struct statx", typeof(FileStatus),
            ("stx_mask", "Mask"), ("stx_attributes", "Attributes"), ("stx_mtime.tv_sec", "ModifiedSeconds"),
            ("stx_uid", "Uid"), ("stx_gid", "Gid"), ("stx_mode", "Mode"), ("stx_ino", "Inode"),
            ("stx_dev_major", "DevMajor"), ("stx_dev_minor", "DevMinor"), ("stx_size", "Size"),
            ("stx_rdev_major", "RDevMajor"), ("stx_rdev_minor", "RDevMinor"), ("stx_mnt_id", "MountId")),
        new("struct statvfs", typeof(FilesystemStatus),
            ("f_frsize", "FragmentSize"), ("f_blocks", "Blocks"), ("f_bfree", "FreeBlocks"), ("f_bavail", "AvailableBlocks")),
        new("struct timespec", typeof(TimeSpec), ("tv_sec", "Seconds"), ("tv_nsec", "Nanoseconds")),
        new("struct itimerspec", typeof(TimerSetting), ("it_interval", "Interval"), ("it_value", "Value")),
        new("struct rtc_time", typeof(RtcTime),
            ("tm_sec", "Second"), ("tm_min", "Minute"), ("tm_hour", "Hour"), ("tm_mday", "Day"), ("tm_mon", "Month"), ("tm_year", "Year"),
            ("tm_wday", "DayOfWeek"), ("tm_yday", "DayOfYear"), ("tm_isdst", "IsDst")),
        new("struct open_how", typeof(OpenHow), ("flags", "Flags"), ("mode", "Mode"), ("resolve", "Resolve")),
        new("struct nvme_passthru_cmd", typeof(NvmeAdminCommand),
            ("opcode", "Opcode"), ("nsid", "Namespace"), ("addr", "Data"), ("data_len", "DataLength"), ("cdw10", "CommandWord10")),
        new("struct loop_info64", typeof(LoopStatus), ("lo_device", "Device")),
        new("struct btrfs_ioctl_fs_info_args", typeof(BtrfsInfo), ("fsid", "Id")),
        new("struct flock", typeof(FileLock), ("l_type", "Type"), ("l_whence", "Whence"), ("l_start", "Start"), ("l_len", "Length"), ("l_pid", "ProcessId")),
        new("struct tm", typeof(CalendarTime), ("tm_sec", "Calendar"), ("tm_gmtoff", "Offset"), ("tm_zone", "Zone")),
        new("struct termios", typeof(TerminalAttributes),
            ("c_iflag", "InputFlags"), ("c_oflag", "OutputFlags"), ("c_cflag", "ControlFlags"), ("c_lflag", "LocalFlags"), ("c_line", "LineDiscipline"),
            ("c_cc", "_controlCharacters"), ("c_ispeed", "InputSpeed"), ("c_ospeed", "OutputSpeed")),
    ];

    /// <summary>What else must hold: a C expression, and the value that this project relies on.</summary>
    public static (string Expression, long Value)[] Facts(Architecture architecture) =>
    [
        ("sizeof(struct epoll_event)", Machine.EpollDataOffset(architecture) + sizeof(ulong)),
        ("offsetof(struct epoll_event, data)", Machine.EpollDataOffset(architecture)),
        ("offsetof(struct dirent64, d_reclen)", 16),
        ("offsetof(struct dirent64, d_name)", 19),
        ("sizeof(struct signalfd_siginfo)", Libc.SignalInfoSize),
        ("offsetof(struct signalfd_siginfo, ssi_signo)", 0),
        ("sizeof(struct nlmsghdr)", 16),
        ("sizeof(struct ifinfomsg)", 16),
        ("offsetof(struct ifinfomsg, ifi_index)", 4),
        ("sizeof(struct ifaddrmsg)", 8),
        ("offsetof(struct ifaddrmsg, ifa_index)", 4),
        ("offsetof(struct rtnl_link_stats64, tx_dropped)", 7 * 8),
        ("offsetof(struct rtnl_link_stats64, rx_missed_errors)", 15 * 8),
        ("sizeof(struct utsname)", 6 * Libc.SystemNameLength),
        ("offsetof(struct utsname, nodename)", 1 * Libc.SystemNameLength),
        ("offsetof(struct utsname, machine)", 4 * Libc.SystemNameLength),
        ("sizeof(struct utmp)", Machine.UtmpSize(architecture)),
        ("offsetof(struct utmp, ut_type)", LoginRecords.TypeOffset),
        ("USER_PROCESS", LoginRecords.UserProcess),
        ("offsetof(struct utmp, ut_user)", LoginRecords.UserOffset),
        ("UT_NAMESIZE", LoginRecords.UserLength),
        ("offsetof(struct utmp, ut_tv)", Machine.UtmpTimeOffset(architecture)),
        ("sizeof(((struct utmp *)0)->ut_tv)", Machine.UtmpTimeSize(architecture)),
        ("sizeof(posix_spawnattr_t) <= 512", 1),
        ("sizeof(posix_spawn_file_actions_t) <= 512", 1),
    ];
}

/// <summary>A structure here and its model.</summary>
/// <param name="Name">Its C name.</param>
/// <param name="Type">The type here.</param>
/// <param name="Members">The members there and the fields here.</param>
internal sealed record NativeStruct(string Name, Type Type, params (string Member, string Field)[] Members);
