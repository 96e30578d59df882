using System.Formats.Tar;
using System.Globalization;

namespace Qga.Client;

/// <summary>Copies a tree from a guest: tar packs it there, the archive comes in parts of bounded size, and is unpacked as it comes.</summary>
internal sealed class TreeFromGuest(GuestAgentClient client, GuestCopyOptions options, IProgress<GuestCopyProgress>? progress)
    : GuestCopier(client, options, progress)
{
    private const int Block = 64 << 10;

    public async Task<GuestCopyResult> CopyAsync(string source, string target, CancellationToken cancellationToken)
    {
        string work = Path.Combine(Path.GetDirectoryName(target)!, TemporaryName(source, target));
        string tree = Path.Combine(work, "tree");
        bool isEarlier = Options.Resume && HostTree.IsOwnDirectory(work) && HostTree.IsOwnDirectory(tree);
        if (!isEarlier)
        {
            Make(work);
        }

        bool isComplete = false;
        try
        {
            GuestCopyResult result = await ReceiveAsync(source, tree, isEarlier, cancellationToken).ConfigureAwait(false);
            HostMerge.Move(tree, target);
            isComplete = true;
            return result with { Path = target };
        }
        finally
        {
            if (isComplete || !Options.Resume || !Directory.Exists(tree) || !Directory.EnumerateFileSystemEntries(tree).Any())
            {
                HostMerge.Remove(work);
            }
        }
    }

    private static void Make(string work)
    {
        if (new FileInfo(work) is { } there && (there.Exists || there.LinkTarget is not null))
        {
            there.Delete();
        }

        HostMerge.Remove(work);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(work);
        }
        else
        {
            Directory.CreateDirectory(work, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private async Task<GuestCopyResult> ReceiveAsync(string source, string tree, bool isEarlier, CancellationToken cancellationToken)
    {
        PrivateFolder folder = await PrivateFolder.CreateAsync(Client, hasOutput: false, cancellationToken).ConfigureAwait(false)
            ?? throw new GuestCopyException("a tree needs a guest with /bin/sh and tar");
        await using (folder.ConfigureAwait(false))
        {
            string excluded = "";
            if (isEarlier)
            {
                EarlierTree earlier = new(Client, Options, source, tree, folder.Path);
                await earlier.KeepAsync(Progress, cancellationToken).ConfigureAwait(false);
                (Files, Bytes, ResumedBytes, excluded) = (earlier.Files, earlier.Bytes, earlier.ResumedBytes, earlier.ExcludedPath);
            }

            GuestProcess sender = await Client.StartScriptAsync(
                CopyScripts.SendTree,
                [source, folder.Path, Math.Max(1, Options.BatchSize / Block).ToString(CultureInfo.InvariantCulture), excluded],
                cancellationToken).ConfigureAwait(false);
            await using (sender.ConfigureAwait(false))
            {
                return await UnpackAsync(sender, folder.Path, source, tree, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<GuestCopyResult> UnpackAsync(GuestProcess sender, string folder, string source, string tree, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(tree);
        TarExtractor extractor = new(tree, Options.KeepsModeAndTime);
        TreeParts parts = new(Client, sender, folder, Options);
        await using (parts.ConfigureAwait(false))
        {
            TarReader reader = new(parts, leaveOpen: true);
            await using (reader.ConfigureAwait(false))
            {
                try
                {
                    while (await reader.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
                    {
                        await UnpackAsync(extractor, entry, cancellationToken).ConfigureAwait(false);
                    }
                }
                catch (Exception problem) when (problem is InvalidDataException or EndOfStreamException)
                {
                    // Who sends it goes on until all is read.
                    await parts.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
                    OutputOf(await sender.WaitForExitAsync(cancellationToken).ConfigureAwait(false), $"packing {source}");
                    throw new GuestCopyException($"the archive of {source} makes no sense", problem);
                }
            }

            // The last part has the archive's end, and padding behind it.
            await parts.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
            GuestProgramResult packed = await sender.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            List<GuestCopySkip> skipped = [.. extractor.Skipped];
            List<string> changed = [];
            PackingReport.Read(packed.ErrorText, skipped, changed);

            // An archive that is whole lacks what tar has named.
            if (!parts.EndsAsArchive || (packed.ExitCode != 0 && skipped.Count + changed.Count == 0))
            {
                OutputOf(packed, $"packing {source}");
                throw new GuestCopyException($"the archive of {source} has no end");
            }

            extractor.Finish();
            return new()
            {
                Path = tree,
                Files = Files,
                Bytes = Bytes,
                ResumedBytes = ResumedBytes,
                Verification = parts.IsVerified ? GuestCopyVerification.GuestProgram : GuestCopyVerification.None,
                IsRenamed = true,
                HasModeAndTime = true,
                Skipped = skipped,
                Changed = changed,
            };
        }
    }

    private async Task UnpackAsync(TarExtractor extractor, TarEntry entry, CancellationToken cancellationToken)
    {
        if (await extractor.ExtractAsync(entry, cancellationToken).ConfigureAwait(false) is { } length)
        {
            Files++;
            Bytes += length;
            Report(entry.Name, null);
        }
    }
}
