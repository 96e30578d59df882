using System.Globalization;
using System.Security.Cryptography;

namespace Qga.Client;

/// <summary>Copies one file to a guest.</summary>
internal sealed class FileToGuest(GuestAgentClient client, GuestCopyOptions options, IProgress<GuestCopyProgress>? progress)
    : ToGuestCopier(client, options, progress)
{
    public async Task<GuestCopyResult> CopyAsync(FileInfo source, string target, CancellationToken cancellationToken)
    {
        FileStream file = new(source.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        await using (file.ConfigureAwait(false))
        {
            string name = TemporaryName(source.FullName, target);
            GuestProgramResult? prepared = await TryPrepareAsync(
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
                cancellationToken.ThrowIfCancellationRequested();
                return await WriteAsync(source, file, temporary, path, lines[0], FindSum(lines[1]), cancellationToken).ConfigureAwait(false);
            }
            catch when (!Options.Resume || (Bytes == 0 && lines[0].Trim() == "0"))
            {
                await Client.RemoveAsync(temporary).ConfigureAwait(false);
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
            start = await ContinueAsync(file, start, sum, hash, cancellationToken).ConfigureAwait(false);
        }

        Bytes = ResumedBytes = start;
        await SendAsync(file, temporary, hash, temporary, file.Length, cancellationToken).ConfigureAwait(false);
        GuestCopyVerification how = await VerifyAsync(temporary, Hex(hash), cancellationToken).ConfigureAwait(false);
        (string iso, string posix) = Options.KeepsModeAndTime ? TouchTimes(source.LastWriteTimeUtc) : ("", "");
        GuestProgramResult finished = await Client.TryRunShortScriptAsync(
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
            start = await ContinueAsync(file, start, sum, hash, cancellationToken).ConfigureAwait(false);
        }

        Bytes = ResumedBytes = start;
        await SendAsync(file, path, hash, path, file.Length, cancellationToken).ConfigureAwait(false);
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
}
