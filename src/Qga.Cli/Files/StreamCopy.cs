using System.Security.Cryptography;
using Qga.Cli.Failures;
using Qga.Cli.Programs;
using Qga.Client;

namespace Qga.Cli.Files;

/// <summary>Copies between a file of a guest and a stream of this host, of which neither length nor mode is known.</summary>
internal static class StreamCopy
{
    private const int PieceSize = 256 << 10;

    private const string Prepare = """
        if [ -d "$1" ]; then exit 2; fi
        if [ -L "$1" ] || { [ -e "$1" ] && [ ! -f "$1" ]; }; then exit 3; fi
        umask 077
        set -C
        : >"$2"
        """;

    // $1 the temporary file, $2 the target, $3 the SHA-256 or nothing: gives the copy its name, and the mode of the file that it takes the place of.
    private const string Finish = """
        if [ -n "$3" ] && command -v sha256sum >/dev/null 2>&1; then
          h=$(sha256sum <"$1") || exit
          if [ "${h%% *}" != "$3" ]; then echo "the copy differs from what was sent" >&2; exit 1; fi
          echo verified
        fi
        chmod -- "$(stat -L -c %a -- "$2" 2>/dev/null || echo 644)" "$1" && mv -f -- "$1" "$2"
        """;

    // What takes no time in a guest that is well.
    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(5);

    /// <summary>Writes a stream to a file of a guest: under a temporary name first, if the guest can rename.</summary>
    /// <param name="client">The guest's agent.</param>
    /// <param name="source">The stream.</param>
    /// <param name="target">The file.</param>
    /// <param name="verifies">Whether the copy is compared with what was sent.</param>
    /// <param name="limit">How long a program of the guest's may take.</param>
    /// <param name="progress">Is told of each piece.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was copied.</returns>
    public static async Task<GuestCopyResult> ToGuestAsync(
        GuestAgentClient client,
        Stream source,
        string target,
        bool verifies,
        TimeSpan limit,
        IProgress<GuestCopyProgress>? progress,
        CancellationToken cancellationToken)
    {
        string path = TemporaryName(target);
        bool canRename = await PrepareAsync(client, target, path, limit, cancellationToken).ConfigureAwait(false);
        path = canRename ? path : target;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            (long bytes, string? hash) = await WriteAsync(client, source, path, target, verifies, progress, cancellationToken).ConfigureAwait(false);
            GuestProgramResult? finish = canRename
                ? await GuestShellText.RunSuccessfullyAsync(client, Finish, [path, target, hash ?? ""], limit, cancellationToken).ConfigureAwait(false)
                : null;
            return new()
            {
                Path = target,
                Files = 1,
                Bytes = bytes,
                IsRenamed = canRename,
                Sha256 = hash,
                Verification = finish?.OutputText.Length > 0 ? GuestCopyVerification.GuestProgram : GuestCopyVerification.None,
            };
        }
        catch when (canRename)
        {
            await RemoveAsync(client, path).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Writes a file of a guest to a stream.</summary>
    /// <returns>How many bytes it had.</returns>
    public static async Task<long> FromGuestAsync(
        GuestAgentClient client, string source, Stream target, IProgress<GuestCopyProgress>? progress, CancellationToken cancellationToken)
    {
        GuestFile file = await client.OpenFileAsync(source, cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            byte[] piece = new byte[PieceSize];
            long bytes = 0;
            while (await file.ReadAsync(piece, cancellationToken).ConfigureAwait(false) is > 0 and int count)
            {
                target.Write(piece.AsSpan(0, count));
                bytes += count;
                progress?.Report(new(source, 0, bytes, null));
            }

            target.Flush();
            return bytes;
        }
    }

    private static async Task<(long Bytes, string? Hash)> WriteAsync(
        GuestAgentClient client,
        Stream source,
        string path,
        string target,
        bool verifies,
        IProgress<GuestCopyProgress>? progress,
        CancellationToken cancellationToken)
    {
        using IncrementalHash? hash = verifies ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        long bytes = 0;
        GuestFile file = await client.OpenFileAsync(path, GuestFileMode.Create, null, cancellationToken).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            byte[] piece = new byte[PieceSize];
            while (await source.ReadAsync(piece, cancellationToken).ConfigureAwait(false) is > 0 and int count)
            {
                hash?.AppendData(piece.AsSpan(0, count));
                await file.WriteAsync(piece.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                bytes += count;
                progress?.Report(new(target, 0, bytes, null));
            }

            await file.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        return (bytes, hash is null ? null : Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static string TemporaryName(string target)
    {
        string folder = target[..(target.LastIndexOf('/') + 1)];
        return $"{folder}.qga-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
    }

    // What is no regular file, such as a device or a link, is written to as it is. The temporary file is its owner's alone. Once it may exist, the end of the
    // script is waited for: otherwise nobody could remove it.
    private static async Task<bool> PrepareAsync(
        GuestAgentClient client, string target, string path, TimeSpan limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using CancellationTokenSource late = new();
        using CancellationTokenRegistration givingUp = cancellationToken.Register(() => late.CancelAfter(s_moment));
        try
        {
            GuestProgramResult result = await GuestShellText.RunAsync(client, Prepare, [target, path], limit, late.Token).ConfigureAwait(false);
            return result.ExitCode == 2 ? throw new VerbException($"{target} is a directory of the guest; name the file") : result.ExitCode == 0;
        }
        catch (Exception problem) when (GuestShellText.IsMissing(problem))
        {
            return false;
        }
    }

    private static async Task RemoveAsync(GuestAgentClient client, string path)
    {
        try
        {
            await GuestShellText.RunAsync(client, "rm -f -- \"$1\"", [path], s_moment, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is GuestAgentException or VerbException)
        {
            // The guest, or its agent, is gone.
        }
    }
}
