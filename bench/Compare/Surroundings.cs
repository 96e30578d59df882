using System.Diagnostics;

namespace Qga.Compare;

/// <summary>
/// Namespaces of their own for agents: what is made in them is not seen by anything else, and goes with this program. A process holds them open, and
/// ends when its standard input does.
/// </summary>
internal sealed class Surroundings
{
    private readonly string _setup;
    private readonly Lazy<Process> _holder;

    private Surroundings(string setup)
    {
        _setup = setup;
        _holder = new(Hold);
    }

    /// <summary>Interfaces besides the loopback, each with an IPv4 address. Pairs where the kernel has no dummies.</summary>
    /// <param name="count">How many: an even number, below 32,768.</param>
    public static Surroundings Interfaces(int count) => new($$"""
        if ip link add probe type dummy; then ip link delete probe; dummy=1; fi
        for i in $(seq {{count / 2}}); do
            if [ "$dummy" ]; then
                echo "link add bench$((2 * i)) type dummy"; echo "link add bench$((2 * i + 1)) type dummy"
            else
                echo "link add bench$((2 * i)) type veth peer name bench$((2 * i + 1))"
            fi
            for j in $((2 * i)) $((2 * i + 1)); do echo "address add 10.1.$((j / 256)).$((j % 256))/32 dev bench$j"; done
        done | ip -batch -
        """);

    /// <summary>Mount points, all of one ext4 file system on a loop device: only what is on a block device is listed.</summary>
    /// <param name="count">How many.</param>
    public static Surroundings Mounts(int count) => new($"""
        top=/mnt
        mount -t tmpfs none $top
        truncate -s 16M $top/image
        mkfs.ext4 -q $top/image
        mkdir $top/0
        mount -o loop $top/image $top/0
        for i in $(seq {count - 1}); do mkdir $top/$i; mount --bind $top/0 $top/$i; done
        """);

    /// <summary>The words that start a program there, before its own.</summary>
    /// <exception cref="PlatformNotSupportedException">This machine does not allow it; the text says why.</exception>
    public string[] Words => ["nsenter", "--net", "--mount", $"--target={_holder.Value.Id}"];

    private Process Hold()
    {
        ProcessStartInfo start = new("unshare", ["--net", "--mount", "sh", "-ec", _setup + "\necho ready\nexec cat"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process = Process.Start(start)!;
        return process.StandardOutput.ReadLine() == "ready" ? process : throw new PlatformNotSupportedException(process.StandardError.ReadToEnd().Trim());
    }
}
