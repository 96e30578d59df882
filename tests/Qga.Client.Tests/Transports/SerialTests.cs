using System.Net.Sockets;

namespace Qga.Client.Tests.Transports;

/// <summary>The client over a pseudo-terminal.</summary>
public sealed class SerialTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Agent_on_a_terminal_answers_and_every_byte_passes()
    {
        using PseudoTerminal terminal = PseudoTerminal.Open();
        await using GuestAgentClient client = new(new SerialGuestAddress(terminal.Path));
        await using ScriptedAgent agent = await BridgeAsync(terminal, client);
        Task<byte[]> call = client.CallAsync<byte[]>("guest-own", null, Keep, Cancellation);
        await agent.ShakeHandsAsync();
        Assert.Equal("""{"execute": "guest-own"}""", await agent.HearAsync());

        // A line longer than a terminal's buffer, with the character that erases another on a terminal in its usual mode.
        await agent.SayAsync($"{{\"return\": \"{new string('\u007F', 300_000)}\"}}\r\n");
        Assert.Equal(300_002, (await call).Length);
    }

    [Fact]
    public async Task Terminal_whose_other_side_closes_is_a_connection_that_ends()
    {
        PseudoTerminal terminal = PseudoTerminal.Open();
        await using GuestAgentClient client = new(new SerialGuestAddress(terminal.Path));
        await using (ScriptedAgent agent = await BridgeAsync(terminal, client))
        {
            Task call = client.GuestPingAsync(Cancellation);
            await agent.ShakeHandsAsync();
            await agent.HearAsync();
            terminal.Dispose();
            await Assert.ThrowsAsync<GuestConnectionLostException>(() => call);
        }
    }

    [Fact]
    public async Task Device_that_is_missing_or_no_terminal_is_named()
    {
        await using GuestAgentClient missing = new(new SerialGuestAddress("/nonexistent/tty"));
        Assert.StartsWith(
            "there is no device /nonexistent/tty",
            (await Assert.ThrowsAsync<GuestSocketNotFoundException>(() => missing.GuestPingAsync(Cancellation))).Message,
            StringComparison.Ordinal);
        await using GuestAgentClient other = new(new SerialGuestAddress("/dev/null"));
        Assert.StartsWith(
            "/dev/null is no terminal",
            (await Assert.ThrowsAsync<GuestUnreachableException>(() => other.GuestPingAsync(Cancellation))).Message,
            StringComparison.Ordinal);
    }

    private static Qapi.Runtime.Reading.ReadFault? Keep(ReadOnlySpan<byte> text, out byte[] value)
    {
        value = text.ToArray();
        return null;
    }

    // Carries what is said on the terminal to a socket, whose other end the agent holds, and back.
    private static async Task<ScriptedAgent> BridgeAsync(PseudoTerminal terminal, GuestAgentClient client)
    {
        (Socket near, Socket far) = await Listener.PairAsync();
        NetworkStream stream = new(near, ownsSocket: true);
        _ = CarryAsync(terminal.Stream, stream);
        _ = CarryAsync(stream, terminal.Stream);
        return new(far, client);
    }

    private static async Task CarryAsync(Stream from, Stream to)
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (true)
            {
                int count = await from.ReadAsync(buffer, Cancellation);
                if (count == 0)
                {
                    // Until the client has opened its side a terminal seems closed.
                    await Task.Delay(1, Cancellation);
                    continue;
                }

                await to.WriteAsync(buffer.AsMemory(0, count), Cancellation);
            }
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException or OperationCanceledException)
        {
        }
    }
}
