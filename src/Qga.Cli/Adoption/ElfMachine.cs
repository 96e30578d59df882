using System.Buffers.Binary;

namespace Qga.Cli.Adoption;

/// <summary>Which machine an executable is for; elf(5).</summary>
internal static class ElfMachine
{
    /// <summary>How much of a file is looked at.</summary>
    public const int HeaderSize = 20;

    private const int BigEndian = 2;

    /// <summary>The name that uname(1) has for the machine; null: the file is no executable, or for a machine that no agent is made for.</summary>
    public static string? Of(ReadOnlySpan<byte> header)
    {
        if (header.Length < HeaderSize || !header.StartsWith("\u007FELF"u8))
        {
            return null;
        }

        bool isBig = header[5] == BigEndian;
        ReadOnlySpan<byte> machine = header[18..];
        return (isBig ? BinaryPrimitives.ReadUInt16BigEndian(machine) : BinaryPrimitives.ReadUInt16LittleEndian(machine)) switch
        {
            62 => "x86_64",
            183 => "aarch64",
            243 => "riscv64",
            21 => isBig ? "ppc64" : "ppc64le",
            22 => "s390x",
            _ => null,
        };
    }
}
