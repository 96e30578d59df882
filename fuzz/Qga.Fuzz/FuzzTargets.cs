using Qga.Fuzz.Targets;

namespace Qga.Fuzz;

/// <summary>All targets.</summary>
internal static class FuzzTargets
{
    /// <summary>Makes them.</summary>
    public static IReadOnlyList<FuzzTarget> Make() => [.. Protocol, .. Kernel, .. Files];

    private static FuzzTarget[] Protocol =>
    [
        new SessionTarget(),
        new FramerTarget(),
        new JsonTarget(),
        new FunctionTarget("base64", Base64Texts.Decode, "QUJD", "QQ==", "QUI=", "\\n", "\\u0041", "=", "\\/", "+"),
        new ArgumentsTarget(),
        new TypesTarget(),
        new ClientTarget(),
        new SchemaTarget(),
    ];

    private static FuzzTarget[] Kernel =>
    [
        new FunctionTarget(
            "mountinfo", KernelTexts.MountInfo, "36 35 98:0 / /mnt rw - ext4 /dev/sda rw\n", " - ", "\\040", "0:45", "btrfs", "bcachefs", "shared:1"),
        new FunctionTarget(
            "diskstats", KernelTexts.Diskstats, "254 0 vda 1 2 3 4 5 6 7 8 9 10 11\n", " 12 13 14 15", " 16 17", "18446744073709551615"),
        new FunctionTarget("cpustats", KernelTexts.CpuStats, "cpu0 1 2 3 4 5 6 7 8 9 10\n", "cpu ", "cpu1 ", "18446744073709551615"),
        new FunctionTarget(
            "route", KernelTexts.Routes, "eth0\t00000000\t0202000A\t0003\t0\t0\t0\t00000000\t0\t0\t0\n", " 00 ", "fe800000000000000000000000000000"),
        new FunctionTarget("uevent", KernelTexts.Uevent, "MAJOR=254\n", "MINOR=1\n", "DEVNAME=vda1\n", "DEVTYPE=partition\n"),
        new FunctionTarget(
            "device-path", KernelTexts.DevicePaths, "/0000:00:1e.0", "/pci0000:00", "/virtio2", "/host2/target2:0:3", "/2:0:3:1", "/ata3",
            "/css0/0.0.0003/0.0.1234"),
        new NetlinkTarget(),
    ];

    private static FuzzTarget[] Files =>
    [
        new FunctionTarget("assignments", SystemFiles.Assignments, "NAME=\"", "ID=debian\n", "\\\"", "\\$", "'", "\n", ";"),
        new FunctionTarget("utmp", SystemFiles.Logins),
        new FunctionTarget(
            "accounts", SystemFiles.Accounts, "kim\n", "kim:x:1000:1000:Kim:/home/kim:/bin/sh\n", "audio:x:29:kim,lee\n", "kim 29 44\n", "4294967296"),
        new FunctionTarget(
            "authorized-keys", SystemFiles.AuthorizedKeyFiles, "ssh-ed25519 AAAA x\n", "\0ssh-ed25519 AAAA x", "# comment\n", "\r\n", "\v"),
        new FunctionTarget(
            "key-file", ConfigurationTexts.KeyFiles, "[general]\n", "daemon=true\n", "method=unix-listen\n", "path=/x\n", "block-rpcs=a,b\n", "allow-rpcs=",
            "verbose=", "\\s", "\\n", "\\\\", "#", "[x]", "logfile=", "key[de]=", "\r\n", "\u00c3\u00a4"),
        new FunctionTarget(
            "command-line", ConfigurationTexts.CommandLines, "-m\nunix-listen\n", "--method=", "-p\n/x\n", "--path", "-b\na,b\n", "-a\n", "--block-rpcs=",
            "-D\n", "--\n", "-F", "-dv", "--vsock-any-cid", "-c\n/x\n", "\n\n[general]\n", "--help", "-r"),
    ];
}
