using System.Globalization;
using System.Security.Cryptography;

namespace Qga.Client;

/// <summary>Copies one file from a guest.</summary>
internal sealed class FileFromGuest(GuestAgentClient client, GuestCopyOptions options, IProgress<GuestCopyProgress>? progress)
    : GuestCopier(client, options, progress)
{
    /// <param name="source">The path in the guest.</param>
    /// <param name="facts">Its size, mode in octal and time in seconds since 1970, as far as they are known.</param>
    /// <param name="target">The file on the host.</param>
    /// <param name="cancellationToken">Ends the copy.</param>
    public async Task<GuestCopyResult> CopyAsync(string source, string[] facts, string target, CancellationToken cancellationToken)
    {
        // A device or a pipe gets the content, and nothing takes its place.
        if (HostTree.IsSpecial(new FileInfo(target)))
        {
            FileStream special = new(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
            await using (special.ConfigureAwait(false))
            {
                return await ReceiveAsync(source, facts, special, cancellationToken).ConfigureAwait(false) with { Path = target };
            }
        }

        string temporary = Path.Combine(Path.GetDirectoryName(target)!, TemporaryName(source, target));
        bool isComplete = false;
        try
        {
            GuestCopyResult result = await ReceiveAsync(source, facts, temporary, cancellationToken).ConfigureAwait(false);
            File.Move(temporary, target, overwrite: true);
            isComplete = true;
            Files++;
            Report(target, Bytes);
            return result with { Path = target };
        }
        finally
        {
            if (!isComplete && (!Options.Resume || new FileInfo(temporary) is { Exists: true, Length: 0 }))
            {
                File.Delete(temporary);
            }
        }
    }

    /// <summary>Copies under a temporary name; what is there is continued if it fits and <see cref="GuestCopyOptions.Resume"/> is set.</summary>
    public async Task<GuestCopyResult> ReceiveAsync(string source, string[] facts, string temporary, CancellationToken cancellationToken)
    {
        FileStreamOptions create = new()
        {
            Mode = Options.Resume ? FileMode.OpenOrCreate : FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        FileStream file = new(temporary, create);
        await using (file.ConfigureAwait(false))
        {
            GuestCopyResult result = await ReceiveAsync(source, facts, file, cancellationToken).ConfigureAwait(false);
            return result with { IsRenamed = true, HasModeAndTime = SetModeAndTime(file, facts) };
        }
    }

    private async Task<GuestCopyResult> ReceiveAsync(string source, string[] facts, FileStream file, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Bytes = ResumedBytes = file.CanRead ? await ContinueAsync(source, file, hash, cancellationToken).ConfigureAwait(false) : 0;
        long? total = long.TryParse(facts.ElementAtOrDefault(0), CultureInfo.InvariantCulture, out long size) ? size : null;
        GuestFile guest = await Client.OpenFileAsync(source, GuestFileMode.Read, Options.File, cancellationToken).ConfigureAwait(false);
        await using (guest.ConfigureAwait(false))
        {
            guest.Position = Bytes;
            while (await guest.PeekAsync(Options.File.PieceSize, cancellationToken).ConfigureAwait(false) is { IsEmpty: false } next)
            {
                file.Write(next.Span);
                AddTo(hash, next.Span);
                guest.Skip(next.Length);
                Bytes += next.Length;
                Report(source, total);
            }
        }

        return new()
        {
            Path = file.Name,
            Files = 1,
            Bytes = Bytes,
            ResumedBytes = ResumedBytes,
            Verification = await VerifyReceivedAsync(source, Hex(hash), cancellationToken).ConfigureAwait(false),
            Sha256 = SumOf(hash),
        };
    }

    // To a file such as a log more may be added all the time.
    private async Task<GuestCopyVerification> VerifyReceivedAsync(string source, string sum, CancellationToken cancellationToken)
    {
        try
        {
            return await VerifyAsync(source, sum, cancellationToken).ConfigureAwait(false);
        }
        catch (GuestCopyException)
        {
            return await VerifyAsync(source, sum, cancellationToken, Bytes).ConfigureAwait(false);
        }
    }

    // How much of an earlier attempt is good.
    private async Task<long> ContinueAsync(string source, FileStream file, IncrementalHash hash, CancellationToken cancellationToken)
    {
        long length = file.Length;
        if (length == 0)
        {
            return 0;
        }

        byte[] buffer = new byte[1 << 20];
        while (await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and int count)
        {
            hash.AppendData(buffer, 0, count);
        }

        string sum = await TrySumAsync(source, length, cancellationToken).ConfigureAwait(false)
            ?? await ReadBackAsync(source, length, cancellationToken).ConfigureAwait(false);
        if (sum == Hex(hash))
        {
            return length;
        }

        hash.GetHashAndReset();
        file.SetLength(0);
        file.Position = 0;
        return 0;
    }

    private bool SetModeAndTime(FileStream file, string[] facts)
    {
        if (facts.Length < 3 || !long.TryParse(facts[2], CultureInfo.InvariantCulture, out long seconds) || OperatingSystem.IsWindows())
        {
            return false;
        }

        // A guest's set-user-ID programs are none of the host's.
        File.SetUnixFileMode(file.SafeFileHandle, (UnixFileMode)Convert.ToInt32(facts[1], 8) & HostTree.PlainMode);
        if (Options.KeepsModeAndTime)
        {
            File.SetLastWriteTimeUtc(file.SafeFileHandle, DateTime.UnixEpoch.AddSeconds(seconds));
        }

        return true;
    }
}
