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
            if (!isComplete && !Options.Resume)
            {
                File.Delete(temporary);
            }
        }
    }

    private async Task<GuestCopyResult> ReceiveAsync(string source, string[] facts, string temporary, CancellationToken cancellationToken)
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

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        FileStream file = new(temporary, create);
        await using (file.ConfigureAwait(false))
        {
            Bytes = ResumedBytes = await ContinueAsync(source, file, hash, cancellationToken).ConfigureAwait(false);
            long? total = long.TryParse(facts.ElementAtOrDefault(0), CultureInfo.InvariantCulture, out long size) ? size : null;
            GuestFile guest = await Client.OpenFileAsync(source, GuestFileMode.Read, Options.File, cancellationToken).ConfigureAwait(false);
            await using (guest.ConfigureAwait(false))
            {
                guest.Position = Bytes;
                while (await guest.PeekAsync(Options.File.PieceSize, cancellationToken).ConfigureAwait(false) is { IsEmpty: false } next)
                {
                    await file.WriteAsync(next, cancellationToken).ConfigureAwait(false);
                    AddTo(hash, next.Span);
                    guest.Skip(next.Length);
                    Bytes += next.Length;
                    Report(source, total);
                }
            }

            bool isKept = SetModeAndTime(file, facts);
            return new()
            {
                Path = temporary,
                Files = 1,
                Bytes = Bytes,
                ResumedBytes = ResumedBytes,
                Verification = await VerifyAsync(source, Hex(hash), cancellationToken).ConfigureAwait(false),
                IsRenamed = true,
                HasModeAndTime = isKept,
                Sha256 = SumOf(hash),
            };
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
