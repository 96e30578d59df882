namespace Qga.Client.Tests.Transports;

/// <summary>vsock(7) on this machine, which need not have one: a guest with vsock_loopback shows the rest.</summary>
public sealed class VsockTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(4294967294)]
    public async Task Port_where_nobody_listens_is_unreachable(uint cid)
    {
        await using GuestAgentClient client = new(new VsockGuestAddress(cid, 4294967294));
        GuestUnreachableException problem = await Assert.ThrowsAnyAsync<GuestUnreachableException>(() => client.GuestPingAsync(Cancellation));
        Assert.Matches($"vsock {cid} port 4294967294|this machine has no vsock", problem.Message);
    }

    [Fact]
    public async Task Connecting_can_be_given_up()
    {
        await using GuestAgentClient client = new(new VsockGuestAddress(3, 1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GuestPingAsync(new CancellationToken(canceled: true)));
    }
}
