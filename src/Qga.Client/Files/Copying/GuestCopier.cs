using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Qga.Client;

/// <summary>What all copies need.</summary>
internal abstract class GuestCopier(GuestAgentClient client, GuestCopyOptions options, IProgress<GuestCopyProgress>? progress)
{
    private const int HexLength = 64;

    protected GuestAgentClient Client { get; } = client;

    protected GuestCopyOptions Options { get; } = options;

    protected IProgress<GuestCopyProgress>? Progress { get; } = progress;

    protected long Files { get; set; }

    protected long Bytes { get; set; }

    protected long ResumedBytes { get; set; }

    protected void Report(string path, long? total) => Progress?.Report(new(path, Files, Bytes, total));

    /// <summary>The name of something temporary: the same one for the same copy, if that can be continued.</summary>
    protected string TemporaryName(string source, string target)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        if (Options.Resume)
        {
            SHA256.HashData(Encoding.UTF8.GetBytes($"{source}\0{target}"), bytes);
        }
        else
        {
            RandomNumberGenerator.Fill(bytes);
        }

        return $".qga-{Convert.ToHexStringLower(bytes[..8])}";
    }

    /// <summary>Runs a script; null: the guest has no shell, or its agent may not run programs.</summary>
    protected async Task<GuestProgramResult?> TryRunAsync(string script, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await Client.TryRunScriptAsync(script, arguments, cancellationToken).ConfigureAwait(false);
        }
        catch (GuestAgentRefusedException refusal) when (refusal is GuestCommandBlockedException or GuestCommandUnknownException)
        {
            return null;
        }
    }

    /// <summary>
    /// Runs the script that makes something temporary; null: as above. It is not given up half-way, as nobody could remove what it makes. Where an earlier
    /// copy is continued, it looks at what there is, which takes time and makes nothing.
    /// </summary>
    protected async Task<GuestProgramResult?> TryPrepareAsync(string script, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await PrepareAsync(script, arguments, cancellationToken).ConfigureAwait(false);
        }
        catch (GuestAgentRefusedException refusal) when (refusal is GuestCommandBlockedException or GuestCommandUnknownException)
        {
            return null;
        }
    }

    /// <summary>As <see cref="TryPrepareAsync"/>, where nothing can be done without programs; null: the guest has no shell.</summary>
    protected Task<GuestProgramResult?> PrepareAsync(string script, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        Options.Resume ? Client.TryRunScriptAsync(script, arguments, cancellationToken) : Client.TryRunShortScriptAsync(script, arguments, cancellationToken);

    /// <summary>Checks that a script went well.</summary>
    internal static string OutputOf(GuestProgramResult result, string what) => result.ExitCode == 0
        ? result.OutputText
        : throw new GuestCopyException($"{what} has failed in the guest: {(result.Error.IsEmpty ? $"exit status {result.Status}" : result.ErrorText.Trim())}");

    /// <summary>The SHA-256 of a file in the guest, or of its beginning, by a program there; null: there is none for it.</summary>
    protected async Task<string?> TrySumAsync(string path, long? length, CancellationToken cancellationToken)
    {
        string[] arguments = [path, length?.ToString(CultureInfo.InvariantCulture) ?? ""];
        if (await TryRunAsync(CopyScripts.SumFile, arguments, cancellationToken).ConfigureAwait(false) is { } result)
        {
            return FindSum(OutputOf(result, $"reading {path}"));
        }

        try
        {
            GuestProgramResult windows = await Client.RunAsync(new("certutil.exe", "-hashfile", path, "SHA256"), cancellationToken).ConfigureAwait(false);
            return length is null && windows.ExitCode == 0 ? FindSum(windows.OutputText.Replace(" ", "", StringComparison.Ordinal)) : null;
        }
        catch (GuestAgentRefusedException)
        {
            return null;
        }
    }

    /// <summary>The SHA-256 of a file in the guest, by reading it.</summary>
    protected async Task<string> ReadBackAsync(string path, long? length, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        GuestFile file = await Client.OpenFileAsync(path, GuestFileMode.Read, Options.File, cancellationToken).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            long rest = length ?? long.MaxValue;
            while (rest > 0 && await file.PeekAsync(Options.File.PieceSize, cancellationToken).ConfigureAwait(false) is { IsEmpty: false } next)
            {
                next = next[..(int)Math.Min(next.Length, rest)];
                hash.AppendData(next.Span);
                file.Skip(next.Length);
                rest -= next.Length;
            }
        }

        return Hex(hash);
    }

    /// <summary>Compares a file in the guest, or its beginning, with what was sent or received.</summary>
    protected async Task<GuestCopyVerification> VerifyAsync(string path, string expected, CancellationToken cancellationToken, long? length = null)
    {
        if (!Options.Verify)
        {
            return GuestCopyVerification.None;
        }

        string? sum = await TrySumAsync(path, length, cancellationToken).ConfigureAwait(false);
        GuestCopyVerification how = sum is null ? GuestCopyVerification.ReadBack : GuestCopyVerification.GuestProgram;
        sum ??= await ReadBackAsync(path, length, cancellationToken).ConfigureAwait(false);
        return sum == expected ? how : throw Differs(path);
    }

    protected static GuestCopyException Differs(string path) =>
        new($"the copy of {path} differs from the original: the one or the other has changed meanwhile");

    // A hash takes more time than the rest of a copy, and is wanted for the comparison.
    protected void AddTo(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        if (Options.Verify)
        {
            hash.AppendData(bytes);
        }
    }

    protected string? SumOf(IncrementalHash hash) => Options.Verify ? Hex(hash) : null;

    protected static string Hex(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetCurrentHash());

    protected static string? FindSum(string text)
    {
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            length = char.IsAsciiHexDigit(text[i]) ? length + 1 : 0;
            if (length == HexLength && (i + 1 == text.Length || !char.IsAsciiHexDigit(text[i + 1])))
            {
                return text[(i + 1 - HexLength)..(i + 1)].ToLowerInvariant();
            }
        }

        return null;
    }

    /// <summary>A time for touch(1), as ISO 8601 and as POSIX has always had it.</summary>
    protected static (string Iso, string Posix) TouchTimes(DateTime utc) => (
        utc.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture),
        utc.ToString("yyyyMMddHHmm.ss", CultureInfo.InvariantCulture));

    protected static string Octal(UnixFileMode mode) => Convert.ToString((int)mode & 0xFFF, 8);

    /// <summary>The mode of something on the host; what systems without modes give their files.</summary>
    protected static UnixFileMode ModeOf(FileSystemInfo entry) => OperatingSystem.IsWindows() ? (UnixFileMode)0b110_100_100 : entry.UnixFileMode;
}
