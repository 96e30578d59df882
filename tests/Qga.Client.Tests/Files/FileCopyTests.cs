using System.Security.Cryptography;

namespace Qga.Client.Tests.Files;

public sealed class FileCopyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Agents => RealAgent.All;

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task File_goes_out_and_comes_back_with_mode_and_time(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent);
        const string Name = "a 'b'\n$c é";
        string source = await MakeAsync($"{guest.Folder}/{Name}", 3_000_001);
        DateTime time = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(source, time);
#pragma warning disable CA1416 // The agents are those of Linux.
        File.SetUnixFileMode(source, UnixFileMode.UserRead | UnixFileMode.GroupRead);
#pragma warning restore CA1416
        Directory.CreateDirectory($"{guest.Folder}/in");
        Directory.CreateDirectory($"{guest.Folder}/out");
        GuestCopyResult sent = await guest.Client.CopyToGuestAsync(source, $"{guest.Folder}/in", cancellationToken: Cancellation);
        Assert.Equal($"{guest.Folder}/in/{Name}", sent.Path);
        GuestCopyResult back = await guest.Client.CopyFromGuestAsync(sent.Path, $"{guest.Folder}/out", cancellationToken: Cancellation);
        Assert.Equal($"{guest.Folder}/out/{Name}", back.Path);
        foreach (GuestCopyResult result in (GuestCopyResult[])[sent, back])
        {
            Assert.Equal((3_000_001L, 0L, true, true), (result.Bytes, result.ResumedBytes, result.IsRenamed, result.HasModeAndTime));
            Assert.Equal(GuestCopyVerification.GuestProgram, result.Verification);
            Assert.Equal(Sum(source), result.Sha256);
            Assert.Equal(Sum(source), Sum(result.Path));
            Assert.Equal(time, File.GetLastWriteTimeUtc(result.Path));
            Assert.Equal(new FileInfo(source).UnixFileMode, new FileInfo(result.Path).UnixFileMode);
            Assert.Single(Directory.GetFileSystemEntries(Path.GetDirectoryName(result.Path)!));
        }
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Copy_to_the_guest_goes_on_after_the_agent_was_killed(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent);
        string source = await MakeAsync($"{guest.Folder}/source", 100_000_000);
        string target = $"{guest.Folder}/target";
        GuestCopyOptions options = new() { Resume = true };
        await Assert.ThrowsAnyAsync<GuestAgentException>(
            () => guest.Client.CopyToGuestAsync(source, target, options, new KillAt(guest, 50_000_000), Cancellation));
        Assert.False(File.Exists(target));
        await guest.RestartAsync();
        GuestCopyResult result = await guest.Client.CopyToGuestAsync(source, target, options, cancellationToken: Cancellation);
        Assert.InRange(result.ResumedBytes, 30_000_000, 60_000_000);
        Assert.Equal(Sum(source), Sum(target));
        Assert.DoesNotContain(Directory.GetFileSystemEntries(guest.Folder), entry => entry.Contains(".qga-", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Copy_from_the_guest_goes_on_after_the_agent_was_killed(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent);
        string source = await MakeAsync($"{guest.Folder}/source", 100_000_000);
        string target = $"{guest.Folder}/target";
        GuestCopyOptions options = new() { Resume = true };
        await Assert.ThrowsAnyAsync<GuestAgentException>(
            () => guest.Client.CopyFromGuestAsync(source, target, options, new KillAt(guest, 50_000_000), Cancellation));
        Assert.False(File.Exists(target));
        await guest.RestartAsync();
        GuestCopyResult result = await guest.Client.CopyFromGuestAsync(source, target, options, cancellationToken: Cancellation);
        Assert.InRange(result.ResumedBytes, 50_000_000, 60_000_000);
        Assert.Equal(Sum(source), Sum(target));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task What_an_earlier_copy_left_is_not_trusted(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent);
        string source = await MakeAsync($"{guest.Folder}/source", 10_000_000);
        string target = $"{guest.Folder}/target";
        GuestCopyOptions options = new() { Resume = true };
        using CancellationTokenSource cancelling = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => guest.Client.CopyToGuestAsync(source, target, options, new CancelAt(cancelling, 5_000_000), cancelling.Token));
        string partial = Assert.Single(Directory.GetFiles(guest.Folder, ".qga-*"));
        await File.WriteAllTextAsync(partial, "something else", Cancellation);
        GuestCopyResult result = await guest.Client.CopyToGuestAsync(source, target, options, cancellationToken: Cancellation);
        Assert.Equal(0, result.ResumedBytes);
        Assert.Equal(Sum(source), Sum(target));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Copy_that_fails_leaves_what_was_there(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent);
        string source = await MakeAsync($"{guest.Folder}/source", 10_000_000);
        string target = $"{guest.Folder}/target";
        await File.WriteAllTextAsync(target, "old", Cancellation);
        using CancellationTokenSource cancelling = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => guest.Client.CopyToGuestAsync(source, target, null, new CancelAt(cancelling, 5_000_000), cancelling.Token));
        Assert.Equal("old", await File.ReadAllTextAsync(target, Cancellation));
        Assert.Empty(Directory.GetFiles(guest.Folder, ".qga-*"));
        var failure = await Assert.ThrowsAsync<GuestCopyException>(
            () => guest.Client.CopyToGuestAsync(source, $"{guest.Folder}/none/target", cancellationToken: Cancellation));
        Assert.Contains("/none/.qga-", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task File_is_written_directly_where_no_program_can_run(string agent)
    {
        await using RealAgent guest = await RealAgent.StartAsync(agent, "guest-exec");
        string source = await MakeAsync($"{guest.Folder}/source", 2_000_000);
        GuestCopyResult sent = await guest.Client.CopyToGuestAsync(source, $"{guest.Folder}/target", cancellationToken: Cancellation);
        Assert.Equal((false, false, GuestCopyVerification.ReadBack), (sent.IsRenamed, sent.HasModeAndTime, sent.Verification));
        GuestCopyResult back = await guest.Client.CopyFromGuestAsync($"{guest.Folder}/target", $"{guest.Folder}/back", cancellationToken: Cancellation);
        Assert.Equal(GuestCopyVerification.ReadBack, back.Verification);
        Assert.Equal(Sum(source), Sum($"{guest.Folder}/back"));
        var full = await Assert.ThrowsAnyAsync<GuestAgentException>(
            () => guest.Client.CopyToGuestAsync(source, "/dev/full", cancellationToken: Cancellation));
        Assert.Contains("No space left on device", full.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<GuestCommandBlockedException>(
            () => guest.Client.CopyToGuestAsync(Directory.CreateDirectory($"{guest.Folder}/tree").FullName, "/tmp/x", cancellationToken: Cancellation));
    }

    internal static async Task<string> MakeAsync(string path, int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        await File.WriteAllBytesAsync(path, content, Cancellation);
        return path;
    }

    internal static string Sum(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private sealed class KillAt(RealAgent guest, long bytes) : IProgress<GuestCopyProgress>
    {
        private bool _isDone;

        public void Report(GuestCopyProgress value)
        {
            if (value.Bytes >= bytes && !_isDone)
            {
                _isDone = true;
                guest.Kill();
            }
        }
    }

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
