using System.Globalization;
using System.Security.Cryptography;

namespace Qga.Client;

/// <summary>Copies one file to a guest.</summary>
internal sealed class FileToGuest(GuestAgentClient client, GuestCopyOptions options, IProgress<GuestCopyProgress>? progress)
    : GuestCopier(client, options, progress)
{
    public async Task<GuestCopyResult> CopyAsync(FileInfo source, string target, CancellationToken cancellationToken)
    {
        FileStream file = new(source.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        await using (file.ConfigureAwait(false))
        {
            string name = TemporaryName(source.FullName, target);
            GuestProgramResult? prepared = await TryRunAsync(
                CopyScripts.PrepareFile, [target, source.Name, name, Options.Resume ? "1" : ""], cancellationToken).ConfigureAwait(false);
            if (prepared is null)
            {
                return await WriteDirectlyAsync(source, file, target, cancellationToken).ConfigureAwait(false);
            }

            string[] lines = OutputOf(prepared, $"creating {target}").Split('\n', 3);
            string path = lines[2];
            string temporary = path[..(path.LastIndexOf('/') + 1)] + name;
            try
            {
                return await WriteAsync(source, file, temporary, path, lines[0], FindSum(lines[1]), cancellationToken).ConfigureAwait(false);
            }
            catch when (!Options.Resume)
            {
                await RemoveAsync(temporary).ConfigureAwait(false);
                throw;
            }
        }
    }

    private async Task<GuestCopyResult> WriteAsync(
        FileInfo source, FileStream file, string temporary, string path, string size, string? sum, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long start = long.Parse(size, CultureInfo.InvariantCulture);
        if (start > 0)
        {
            sum ??= await ReadBackAsync(temporary, null, cancellationToken).ConfigureAwait(false);
            start = await IsStartAsync(file, start, sum, hash, cancellationToken).ConfigureAwait(false) ? start : 0;
        }

        Bytes = ResumedBytes = start;
        await SendAsync(file, temporary, start > 0 ? GuestFileMode.Update : GuestFileMode.Create, hash, cancellationToken).ConfigureAwait(false);
        GuestCopyVerification how = await VerifyAsync(temporary, Hex(hash), cancellationToken).ConfigureAwait(false);
        (string iso, string posix) = Options.KeepsModeAndTime ? TouchTimes(source.LastWriteTimeUtc) : ("", "");
        GuestProgramResult finished = await Client.TryRunScriptAsync(
            CopyScripts.FinishFile, [temporary, path, Octal(ModeOf(source)), iso, posix], cancellationToken).ConfigureAwait(false)
            ?? throw new GuestCopyException("the guest has lost its shell");
        string kept = OutputOf(finished, $"renaming {temporary}");
        Files++;
        Report(path, Bytes);
        return new()
        {
            Path = path,
            Files = 1,
            Bytes = Bytes,
            ResumedBytes = ResumedBytes,
            Verification = how,
            IsRenamed = true,
            HasModeAndTime = kept.Trim() == "kept",
            Sha256 = SumOf(hash),
        };
    }

    // Without a shell nothing can be renamed.
    private async Task<GuestCopyResult> WriteDirectlyAsync(FileInfo source, FileStream file, string target, CancellationToken cancellationToken)
    {
        string path = target.EndsWith('/') || target.EndsWith('\\') ? target + source.Name : target;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long start = Options.Resume ? await LengthAsync(path, cancellationToken).ConfigureAwait(false) : 0;
        if (start > 0)
        {
            string sum = await ReadBackAsync(path, start, cancellationToken).ConfigureAwait(false);
            start = await IsStartAsync(file, start, sum, hash, cancellationToken).ConfigureAwait(false) ? start : 0;
        }

        Bytes = ResumedBytes = start;
        await SendAsync(file, path, start > 0 ? GuestFileMode.Update : GuestFileMode.Create, hash, cancellationToken).ConfigureAwait(false);
        GuestCopyVerification how = await VerifyAsync(path, Hex(hash), cancellationToken).ConfigureAwait(false);
        return new() { Path = path, Files = 1, Bytes = Bytes, ResumedBytes = ResumedBytes, Verification = how, Sha256 = SumOf(hash) };
    }

    private async Task<long> LengthAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            GuestFile there = await Client.OpenFileAsync(path, GuestFileMode.Read, null, cancellationToken).ConfigureAwait(false);
            await using (there.ConfigureAwait(false))
            {
                return await there.GetLengthAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (GuestAgentRefusedException refusal) when (refusal is not (GuestCommandBlockedException or GuestCommandUnknownException))
        {
            return 0;
        }
    }

    /// <summary>Whether the original begins with so many bytes of this SHA-256. If so, it is read up to there; if not, from the start.</summary>
    private async Task<bool> IsStartAsync(FileStream file, long length, string sum, IncrementalHash hash, CancellationToken cancellationToken)
    {
        if (length <= file.Length)
        {
            byte[] buffer = new byte[Options.File.PieceSize];
            for (long rest = length; rest > 0;)
            {
                int count = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(rest, buffer.Length)), cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    break;
                }

                hash.AppendData(buffer, 0, count);
                rest -= count;
            }

            if (Hex(hash) == sum)
            {
                return true;
            }
        }

        hash.GetHashAndReset();
        file.Position = 0;
        return false;
    }

    private async Task SendAsync(FileStream source, string path, GuestFileMode mode, IncrementalHash hash, CancellationToken cancellationToken)
    {
        GuestFile target = await Client.OpenFileAsync(path, mode, Options.File, cancellationToken).ConfigureAwait(false);
        await using (target.ConfigureAwait(false))
        {
            target.Position = source.Position;
            byte[] buffer = new byte[Options.File.PieceSize];
            while (await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and int count)
            {
                // The request is made when WriteAsync returns, so that the hash is computed while the piece travels.
                await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                AddTo(hash, buffer.AsSpan(0, count));
                Bytes += count;
                Report(path, source.Length);
            }
        }
    }
}
