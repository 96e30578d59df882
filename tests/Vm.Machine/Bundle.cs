using System.Formats.Tar;

namespace Qga.Machines;

/// <summary>What the host hands to the guest: a tar archive that the guest sees as a disk and unpacks to /guest.</summary>
public static class Bundle
{
    private const UnixFileMode Program = (UnixFileMode)0b111_101_101;

    /// <summary>Writes the archive.</summary>
    /// <param name="path">To which file.</param>
    /// <param name="agent">The agent's binary.</param>
    public static void Write(string path, string agent)
    {
        using FileStream file = File.Create(path);
        using (TarWriter archive = new(file, TarEntryFormat.Ustar, leaveOpen: true))
        {
            using FileStream binary = File.OpenRead(agent);
            archive.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "bin/qemu-ga") { Mode = Program, DataStream = binary });
        }

        // QEMU rounds a disk down to whole sectors, and tar reads whole records of 10 KiB.
        const int Record = 10240;
        file.SetLength((file.Length + Record - 1) / Record * Record);
    }
}
