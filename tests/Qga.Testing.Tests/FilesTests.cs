using System.Text;
using Qga.Client;

namespace Qga.Testing.Tests;

public sealed class FilesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Client_reads_and_writes_them()
    {
        await using FakeGuestAgent agent = new();
        agent.Files.Set("/etc/hostname", "web1\n");
        await using GuestAgentClient client = new(agent.Connect());

        await using (GuestFile file = await client.OpenFileAsync("/etc/hostname", cancellationToken: Cancellation))
        {
            using MemoryStream content = new();
            await file.CopyToAsync(content, Cancellation);
            Assert.Equal("web1\n", Encoding.UTF8.GetString(content.ToArray()));
            Assert.Equal(5, await file.GetLengthAsync(Cancellation));
            Assert.Equal(1, agent.Files.OpenCount);
        }

        await using (GuestFile file = await client.OpenFileAsync("/new", GuestFileMode.Create, null, Cancellation))
        {
            await file.WriteAsync("one "u8.ToArray(), Cancellation);
            await file.WriteAsync("two"u8.ToArray(), Cancellation);
        }

        await using (GuestFile file = await client.OpenFileAsync("/new", GuestFileMode.Append, null, Cancellation))
        {
            await file.WriteAsync(" three"u8.ToArray(), Cancellation);
        }

        Assert.Equal("one two three", Encoding.UTF8.GetString(agent.Files.Find("/new")!));
        Assert.Equal(["/etc/hostname", "/new"], agent.Files.Paths);
        Assert.Equal(0, agent.Files.OpenCount);
    }

    // Replies of many sizes go through the stream in memory, in pieces that the reader cuts where it likes.
    [Fact]
    public async Task Large_ones_arrive_whole()
    {
        byte[] content = new byte[3 << 20];
        new Random(7).NextBytes(content);
        await using FakeGuestAgent agent = new();
        agent.Files.Set("/large", content);
        await using GuestAgentClient client = new(agent.Connect());

        foreach (int size in (int[])[1000, 64 << 10, 1 << 20])
        {
            await using GuestFile file = await client.OpenFileAsync("/large", GuestFileMode.Read, new() { PieceSize = size }, Cancellation);
            using MemoryStream read = new();
            await file.CopyToAsync(read, Cancellation);
            Assert.Equal(content, read.ToArray());
        }
    }

    [Fact]
    public async Task What_is_not_there_is_refused_as_the_agents_do()
    {
        await using FakeGuestAgent agent = new();
        await using GuestAgentClient client = new(agent.Connect());

        await Assert.ThrowsAsync<GuestCommandUnknownException>(() => client.GuestFileOpenAsync("/x", null, Cancellation));
        agent.Files.Set("/y", "");
        GuestAgentRefusedException refusal = await Assert.ThrowsAsync<GuestAgentRefusedException>(() => client.GuestFileOpenAsync("/x", null, Cancellation));

        Assert.Contains("No such file or directory", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(
            "has not been found",
            (await Assert.ThrowsAsync<GuestAgentRefusedException>(() => client.GuestFileCloseAsync(7, Cancellation))).Message,
            StringComparison.Ordinal);
        Assert.True(agent.Files.Remove("/y"));
        Assert.Null(agent.Files.Find("/y"));
    }
}
