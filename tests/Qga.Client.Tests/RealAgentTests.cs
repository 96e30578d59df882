using System.Diagnostics;
using Qga.Contracts;

namespace Qga.Client.Tests;

/// <summary>The client with agents as they are: ours (the executable that QGA_AGENT names) and QEMU's, as Debian installs it.</summary>
public sealed class RealAgentTests
{
    public static TheoryData<string> Agents => ["QGA_AGENT", "/usr/sbin/qemu-ga"];

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Answers_typed_calls(string agent)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string program = agent == "QGA_AGENT" ? Environment.GetEnvironmentVariable(agent) ?? "" : agent;
        Assert.SkipUnless(File.Exists(program), $"{agent}: no such executable");
        string folder = Directory.CreateTempSubdirectory("qga-").FullName;
        using Process process = Process.Start(program, ["-m", "unix-listen", "-p", $"{folder}/ga.sock", "-t", folder]);
        try
        {
            await using GuestAgentClient client = new(new UnixGuestAddress($"{folder}/ga.sock"));
            await client.WaitUntilReadyAsync(new() { Timeout = TimeSpan.FromSeconds(30), RequiresThawed = true }, cancellationToken: cancellation);
            GuestAgentInfo info = await client.GuestInfoAsync(cancellation);
            Assert.Contains(info.SupportedCommands, command => command is { Name: "guest-shutdown", Enabled: true, SuccessResponse: false });
            Assert.Equal(GuestFsfreezeStatus.Thawed, await client.GuestFsfreezeStatusAsync(cancellation));
            await CopyAsync(client, $"{folder}/copy", cancellation);
            var refusal = await Assert.ThrowsAsync<GuestAgentRefusedException>(() => client.GuestFileCloseAsync(1, cancellation));
            Assert.Equal("handle '1' has not been found", refusal.Message);
            Assert.Equal(-5, await client.GuestSyncDelimitedAsync(-5, cancellation));
            Assert.NotEmpty(await client.GuestNetworkGetInterfacesAsync(cancellation));
            await TellsWhatItHasAsync(client, cancellation);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CopyAsync(GuestAgentClient client, string path, CancellationToken cancellation)
    {
        byte[] content = new byte[300_001];
        new Random(1).NextBytes(content);
        long handle = await client.GuestFileOpenAsync(path, "w+", cancellation);
        Assert.Equal(content.Length, (await client.GuestFileWriteAsync(handle, content, cancellationToken: cancellation)).Count);
        GuestFileSeek start = await client.GuestFileSeekAsync(handle, 0, QGASeek.Set, cancellation);
        Assert.Equal((0, false), (start.Position, start.Eof));
        GuestFileRead read = await client.GuestFileReadAsync(handle, content.Length + 1, cancellation);
        Assert.Equal((content.Length, true), (read.Count, read.Eof));
        byte[] back = new byte[content.Length + 1];
        Assert.Equal(content.Length, read.BufB64.Read(back));
        Assert.Equal(content, back[..^1]);
        await client.GuestFileCloseAsync(handle, cancellation);
        Assert.Equal(content, await File.ReadAllBytesAsync(path, cancellation));
    }

    private static async Task TellsWhatItHasAsync(GuestAgentClient client, CancellationToken cancellation)
    {
        AddressFilter loopback = new() { Kinds = [InterfaceKind.Loopback], Scopes = [AddressScope.Loopback] };
        Assert.NotEmpty((await client.GetAddressesAsync(loopback, cancellation)).Value!);
        Assert.True((await client.GetUsersAsync(cancellation)).IsKnown);

        // Agent and client read the same clock, each within its own half of the question.
        GuestClock clock = (await client.GetClockAsync(cancellationToken: cancellation)).Value!;
        Assert.InRange(clock.Offset.Duration(), TimeSpan.Zero, clock.Uncertainty + TimeSpan.FromMilliseconds(20));

        // A container may hide its disks.
        GuestFact<GuestDisks> disks = await client.GetDisksAsync(cancellation);
        Assert.NotEqual(disks.IsKnown, disks.UnknownReason is not null);
    }
}
