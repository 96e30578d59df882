using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Qga.Cli.Failures;

namespace Qga.Cli.Adoption;

/// <summary>A file of this host that puts an agent into guests: the agent itself, or a package with one.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Machine">The machine that it runs on, as uname(1) calls it; null for a package, whose manager knows it.</param>
/// <param name="Extension"><c>.deb</c> or <c>.rpm</c>; empty for an agent.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Sha256">Its SHA-256 in hexadecimal.</param>
internal sealed record AgentFile(string Path, string? Machine, string Extension, long Size, string Sha256)
{
    private static readonly string[] s_usualPlaces =
        [System.IO.Path.Combine(AppContext.BaseDirectory, "qemu-ga"), "/usr/lib/qga/qemu-ga", "/usr/share/qga/qemu-ga"];

    public bool IsPackage => Machine is null;

    /// <summary>How it is called in the guest.</summary>
    public string Name => $"{(IsPackage ? "package" : "qemu-ga")}-{Sha256[..12]}{Extension}";

    /// <summary>What a switch is told to switch to.</summary>
    public string Target => IsPackage ? $"package:{Name}" : Name;

    /// <summary>Looks into a file.</summary>
    /// <param name="path">The file; null: the agent that comes with this tool.</param>
    /// <param name="scratch">Where an agent is unpacked from an archive.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="VerbException">There is none, or it is nothing of the kind.</exception>
    public static async Task<AgentFile> OpenAsync(string? path, AgentScratch scratch, CancellationToken cancellationToken)
    {
        path ??= s_usualPlaces.FirstOrDefault(File.Exists)
            ?? throw new UsageException($"no agent comes with this tool ({string.Join(", ", s_usualPlaces)}): --from names one");
        if (!File.Exists(path))
        {
            throw new VerbException($"{path}: there is no such file on this host");
        }

        byte[] start = await ReadStartAsync(path, cancellationToken).ConfigureAwait(false);
        if (start.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            path = await UnpackAsync(path, scratch, cancellationToken).ConfigureAwait(false);
            start = await ReadStartAsync(path, cancellationToken).ConfigureAwait(false);
        }

        string extension = start.AsSpan().StartsWith("!<arch>\ndebian"u8) ? ".deb"
            : start.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xED, 0xAB, 0xEE, 0xDB]) ? ".rpm" : "";
        string? machine = extension.Length > 0 ? null : ElfMachine.Of(start)
            ?? throw new VerbException($"{path} is neither an agent for Linux nor a package (.deb, .rpm, .tar.gz) of one");
        FileStream file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
        {
            byte[] sum = await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false);
            return new(path, machine, extension, file.Length, Convert.ToHexStringLower(sum));
        }
    }

    private static async Task<byte[]> ReadStartAsync(string path, CancellationToken cancellationToken)
    {
        byte[] start = new byte[ElfMachine.HeaderSize];
        FileStream file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
        {
            return start[..await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false)];
        }
    }

    private static async Task<string> UnpackAsync(string path, AgentScratch scratch, CancellationToken cancellationToken)
    {
        try
        {
            FileStream file = File.OpenRead(path);
            await using (file.ConfigureAwait(false))
            {
                GZipStream content = new(file, CompressionMode.Decompress);
                await using (content.ConfigureAwait(false))
                {
                    TarReader archive = new(content);
                    await using (archive.ConfigureAwait(false))
                    {
                        while (await archive.GetNextEntryAsync(cancellationToken: cancellationToken).ConfigureAwait(false) is TarEntry entry)
                        {
                            if (entry is { EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile, DataStream: Stream data }
                                && entry.Name.Split('/')[^1] == "qemu-ga")
                            {
                                return await scratch.KeepAsync(data, cancellationToken).ConfigureAwait(false);
                            }
                        }
                    }
                }
            }
        }
        catch (Exception problem) when (problem is InvalidDataException or FormatException)
        {
            throw new VerbException($"{path} is no archive that can be read: {problem.Message}");
        }

        throw new VerbException($"{path} has no file qemu-ga in it");
    }
}
