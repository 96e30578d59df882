using System.Formats.Tar;

namespace Qga.Client.Tests.Files;

public sealed class TreeCopyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Agents => RealAgent.All;

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Tree_with_odd_names_goes_out_and_comes_back(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent);
        string source = await MakeTreeAsync($"{guest.Folder}/tree");
        GuestCopyOptions options = new() { BatchSize = 1 << 20 };
        GuestCopyResult sent = await guest.Client.CopyToGuestAsync(source, $"{guest.Folder}/guest", options, cancellationToken: Cancellation);
        Assert.Equal(GuestCopyVerification.GuestProgram, sent.Verification);
        Assert.Equal(["bytes-\uFFFD", "pipe"], sent.Skipped.Select(skip => skip.Path).Order(StringComparer.Ordinal));
        GuestCopyResult back = await guest.Client.CopyFromGuestAsync($"{guest.Folder}/guest", $"{guest.Folder}/back", options, cancellationToken: Cancellation);
        Assert.Equal(GuestCopyVerification.GuestProgram, back.Verification);
        Assert.Empty(back.Skipped);
        Assert.Equal((sent.Files, sent.Bytes), (back.Files, back.Bytes));
        string[] expected =
        [
            .. Describe(source).Where(line => !line.Contains("bytes-", StringComparison.Ordinal) && !line.StartsWith("pipe", StringComparison.Ordinal)),
        ];
        Assert.Equal(expected, Describe($"{guest.Folder}/guest"));
        Assert.Equal(expected, Describe($"{guest.Folder}/back"));
        Assert.DoesNotContain(Directory.GetFileSystemEntries(guest.Folder), entry => entry.Contains(".qga-", StringComparison.Ordinal));

        // Copied again, it goes into the tree that is there.
        GuestCopyResult inside = await guest.Client.CopyFromGuestAsync(
            $"{guest.Folder}/guest", $"{guest.Folder}/back", options, cancellationToken: Cancellation);
        Assert.Equal($"{guest.Folder}/back/guest", inside.Path);
        await guest.Client.CopyFromGuestAsync($"{guest.Folder}/guest", $"{guest.Folder}/back", options, cancellationToken: Cancellation);
        Assert.Equal(expected, Describe($"{guest.Folder}/back/guest"));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Names_from_the_guest_that_are_no_text_are_reported(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent);
        string source = await MakeTreeAsync($"{guest.Folder}/tree");
        GuestCopyResult back = await guest.Client.CopyFromGuestAsync(source, $"{guest.Folder}/back", cancellationToken: Cancellation);
        Assert.Equal(["it is a device, pipe or socket", "its name is not UTF-8"], back.Skipped.Select(skip => skip.Reason).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Tree_goes_on_where_it_was_broken_off(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent);
        string source = $"{guest.Folder}/tree";
        for (int i = 0; i < 60; i++)
        {
            Directory.CreateDirectory($"{source}/{i % 7}");
            await FileCopyTests.MakeAsync($"{source}/{i % 7}/{i}", 100_000 + i);
        }

        await FileCopyTests.MakeAsync($"{source}/large", 3_000_000);
        GuestCopyOptions options = new() { BatchSize = 1 << 20, Resume = true };
        using CancellationTokenSource cancelling = new();
        CancelAt progress = new(cancelling, 3_000_000);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => guest.Client.CopyToGuestAsync(source, $"{guest.Folder}/guest", options, progress, cancelling.Token));
        Assert.False(Directory.Exists($"{guest.Folder}/guest"));
        GuestCopyResult result = await guest.Client.CopyToGuestAsync(source, $"{guest.Folder}/guest", options, cancellationToken: Cancellation);
        Assert.InRange(result.ResumedBytes, 2_000_000, 5_000_000);
        Assert.Equal(61, result.Files);
        Assert.Equal(Describe(source), Describe($"{guest.Folder}/guest"));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Tree_that_is_not_there_is_no_success(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent);
        await Assert.ThrowsAnyAsync<GuestAgentException>(
            () => guest.Client.CopyFromGuestAsync($"{guest.Folder}/none", $"{guest.Folder}/back", cancellationToken: Cancellation));
        Assert.Empty(Directory.GetFileSystemEntries(guest.Folder, "*back*"));
        Assert.Empty(Directory.GetFileSystemEntries(guest.Folder, ".qga-*"));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("a/../../outside")]
    [InlineData("/outside")]
    [InlineData("..")]
    public async Task Name_outside_of_the_copy_is_refused(string name)
    {
        string root = Directory.CreateTempSubdirectory("qga-").FullName;
        try
        {
            TarExtractor extractor = new(Directory.CreateDirectory($"{root}/tree").FullName, keepsTimes: true);
            await Assert.ThrowsAsync<GuestCopyException>(
                () => extractor.ExtractAsync(new GnuTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1]) }, Cancellation));
            Assert.Equal([$"{root}/tree"], Directory.GetFileSystemEntries(root));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.RegularFile)]
    public async Task Link_in_place_of_the_copy_itself_is_refused(TarEntryType type)
    {
        string root = Directory.CreateTempSubdirectory("qga-").FullName;
        try
        {
            string outside = Directory.CreateDirectory($"{root}/outside").FullName;
            TarExtractor extractor = new(Directory.CreateDirectory($"{root}/tree").FullName, keepsTimes: true);
            GnuTarEntry entry = new(type, ".");
            if (type != TarEntryType.RegularFile)
            {
                entry.LinkName = outside;
            }

            await Assert.ThrowsAsync<GuestCopyException>(() => extractor.ExtractAsync(entry, Cancellation));

            // A link that is there in some other way is not followed either.
            Directory.Delete($"{root}/tree");
            File.CreateSymbolicLink($"{root}/tree", outside);
            await Assert.ThrowsAsync<GuestCopyException>(
                () => extractor.ExtractAsync(new GnuTarEntry(TarEntryType.RegularFile, "f") { DataStream = new MemoryStream([1]) }, Cancellation));
            Assert.Empty(Directory.GetFileSystemEntries(outside));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void Directory_takes_the_place_of_no_file()
    {
        string root = Directory.CreateTempSubdirectory("qga-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(Directory.CreateDirectory($"{root}/source/inner").FullName, "file"), "new");
            File.WriteAllText($"{root}/plain", "kept");
            Assert.Throws<IOException>(() => HostMerge.Move($"{root}/source", $"{root}/plain"));
            Assert.Equal("kept", File.ReadAllText($"{root}/plain"));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task Link_is_never_followed()
    {
        string root = Directory.CreateTempSubdirectory("qga-").FullName;
        try
        {
            string outside = Directory.CreateDirectory($"{root}/outside").FullName;
            TarExtractor extractor = new(Directory.CreateDirectory($"{root}/tree").FullName, keepsTimes: true);
            await extractor.ExtractAsync(new GnuTarEntry(TarEntryType.RegularFile, "./d/first") { DataStream = new MemoryStream([1]) }, Cancellation);
            await extractor.ExtractAsync(new GnuTarEntry(TarEntryType.SymbolicLink, "link") { LinkName = outside }, Cancellation);
            await extractor.ExtractAsync(new GnuTarEntry(TarEntryType.RegularFile, "link/file") { DataStream = new MemoryStream([1]) }, Cancellation);
            await extractor.ExtractAsync(new GnuTarEntry(TarEntryType.SymbolicLink, "link2") { LinkName = $"{outside}/x" }, Cancellation);
            await extractor.ExtractAsync(new GnuTarEntry(TarEntryType.RegularFile, "link2") { DataStream = new MemoryStream([1]) }, Cancellation);
            await extractor.ExtractAsync(new GnuTarEntry(TarEntryType.SymbolicLink, "link3") { LinkName = "/etc" }, Cancellation);
            await extractor.ExtractAsync(new GnuTarEntry(TarEntryType.HardLink, "stolen") { LinkName = "link3/hostname" }, Cancellation);
            extractor.Finish();
            Assert.Empty(Directory.GetFileSystemEntries(outside));
            Assert.True(File.Exists($"{root}/tree/link/file"));
            Assert.False(File.Exists($"{root}/tree/stolen"));
            Assert.Null(new FileInfo($"{root}/tree/link2").LinkTarget);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task<string> MakeTreeAsync(string root)
    {
        using System.Diagnostics.Process shell = System.Diagnostics.Process.Start("/bin/sh", [
            "-c",
            """
            umask 022; mkdir -p "$1/sub dir/deep" "$1/empty" "$1/closed" && cd "$1" || exit
            echo plain >file; echo two >"sub dir/new
            line"; echo quote >"sub dir/deep/it's \"odd\" \$HOME"; : >-dash
            ln -s file link; ln -s /no/such dangling; ln -s "sub dir" to-directory
            echo "#!" >program; chmod 755 program; echo secret >closed/in; chmod 600 closed/in; chmod 500 closed
            printf x >"$(printf 'bytes-\377')"; mkfifo pipe
            long=$(printf '%0150d' 7); mkdir "$long"; echo long >"$long/$long"
            head -c 1500000 /dev/urandom >"sub dir/large"
            touch -t 200102030405.06 file "sub dir/large" empty
            """,
            "sh",
            root,
        ]);
        await shell.WaitForExitAsync(Cancellation);
        Assert.Equal(0, shell.ExitCode);
        return root;
    }

    private static string[] Describe(string root) => [.. HostTree.Walk(new(root)).Select(item => item.Entry switch
    {
        { LinkTarget: { } link } => $"{item.Path} -> {link}",
        DirectoryInfo directory => $"{item.Path}/ {directory.UnixFileMode} {Seconds(directory)}",
        _ when item.Path is "pipe" || !item.Entry.Exists => item.Path,
        _ => $"{item.Path} {item.Entry.UnixFileMode} {Seconds(item.Entry)} {FileCopyTests.Sum(item.Entry.FullName)}",
    })];

    private static long Seconds(FileSystemInfo entry) => new DateTimeOffset(entry.LastWriteTimeUtc).ToUnixTimeSeconds();

    private sealed class CancelAt(CancellationTokenSource source, long bytes) : IProgress<GuestCopyProgress>
    {
        public void Report(GuestCopyProgress value)
        {
            if (value.Bytes >= bytes)
            {
                source.Cancel();
            }
        }
    }
}
