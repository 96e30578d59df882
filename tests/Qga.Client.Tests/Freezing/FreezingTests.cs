using Microsoft.Extensions.Time.Testing;
using Qga.Testing;

namespace Qga.Client.Tests.Freezing;

public sealed class FreezingTests
{
    private static readonly FreezeOptions s_quick = new() { RetryInterval = TimeSpan.FromMilliseconds(1) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Disposal_thaws()
    {
        await using FakeGuestAgent agent = new();
        agent.Freezing.Mountpoints = ["/", "/srv"];
        await using GuestAgentClient client = new(agent.Connect());
        await using (FrozenGuest frozen = await client.FreezeAsync(cancellationToken: Cancellation))
        {
            Assert.Equal(2, frozen.Count);
            Assert.True(agent.Freezing.IsFrozen);
            await frozen.CheckAsync(Cancellation);
        }

        Assert.False(agent.Freezing.IsFrozen);
        Assert.Equal((1, 1), (agent.Freezing.Freezes, agent.Freezing.Thaws));
    }

    [Fact]
    public async Task Report_tells_what_was_done()
    {
        FakeTimeProvider clock = new();
        DateTimeOffset start = clock.GetUtcNow();
        await using FakeGuestAgent agent = new();
        agent.Freezing.Mountpoints = ["/", "/srv"];
        await using GuestAgentClient client = new(agent.Connect());
        await using FrozenGuest frozen = await client.FreezeAsync(["/srv"], new() { TimeProvider = clock }, Cancellation);
        Assert.Equal("""{"mountpoints": ["/srv"]}""", agent.Requests[^1].Arguments);
        clock.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(TimeSpan.FromSeconds(7), frozen.Elapsed);
        FreezeReport report = await frozen.ThawAsync(Cancellation);
        FreezeReport expected = new()
        {
            Mountpoints = report.Mountpoints,
            Count = 1,
            FrozenAt = start,
            Duration = TimeSpan.FromSeconds(7),
            FreezeAttempts = 1,
            ThawAttempts = 1,
            ThawedCount = 1,
            WasThawedEarly = false,
        };
        Assert.Equal(expected, report);
        Assert.Equal(["/srv"], report.Mountpoints);
        report.ThrowIfThawedEarly();
        Assert.Same(report, await frozen.ThawAsync(Cancellation));
        Assert.Equal(1, agent.Freezing.Thaws);
        await Assert.ThrowsAsync<InvalidOperationException>(() => frozen.CheckAsync(Cancellation));
    }

    [Fact]
    public async Task Early_thaw_through_the_agent_is_noticed_when_asked()
    {
        await using FakeGuestAgent agent = new();
        await using GuestAgentClient client = new(agent.Connect());
        await using FrozenGuest frozen = await client.FreezeAsync(cancellationToken: Cancellation);
        agent.Freezing.ThawEarly();
        await Assert.ThrowsAsync<GuestThawedEarlyException>(() => frozen.CheckAsync(Cancellation));
        Assert.True(frozen.ThawedEarly.IsCancellationRequested);
        Assert.True((await frozen.ThawAsync(Cancellation)).WasThawedEarly);
    }

    [Fact]
    public async Task Early_thaw_in_the_guest_shows_in_the_report()
    {
        await using FakeGuestAgent agent = new();
        agent.Freezing.Mountpoints = ["/", "/srv"];
        await using GuestAgentClient client = new(agent.Connect());
        await using FrozenGuest frozen = await client.FreezeAsync(cancellationToken: Cancellation);
        agent.Freezing.ThawInGuest("/srv");
        await frozen.CheckAsync(Cancellation);
        FreezeReport report = await frozen.ThawAsync(Cancellation);
        Assert.Equal((2, 1, true), (report.Count, report.ThawedCount, report.WasThawedEarly));
        Assert.Contains("the thaw found 1 frozen", Assert.Throws<GuestThawedEarlyException>(report.ThrowIfThawedEarly).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guest_that_cannot_freeze_anything_is_no_early_thaw()
    {
        await using FakeGuestAgent agent = new();
        await using GuestAgentClient client = new(agent.Connect());
        await using FrozenGuest frozen = await client.FreezeAsync([], cancellationToken: Cancellation);
        Assert.Equal(0, frozen.Count);
        await frozen.CheckAsync(Cancellation);
        Assert.False((await frozen.ThawAsync(Cancellation)).WasThawedEarly);
    }

    [Fact]
    public async Task Guest_that_another_has_frozen_is_left_alone()
    {
        await using FakeGuestAgent agent = new();
        await using GuestAgentClient client = new(agent.Connect());
        agent.Freezing.Freeze();
        await Assert.ThrowsAsync<GuestAlreadyFrozenException>(() => client.FreezeAsync(cancellationToken: Cancellation));
        Assert.True(agent.Freezing.IsFrozen);
        Assert.Equal(["guest-fsfreeze-status"], agent.Requests.Select(request => request.Command));
    }

    [Fact]
    public async Task Guest_that_another_freezes_first_is_left_alone()
    {
        TaskCompletionSource gate = new();
        await using FakeGuestAgent agent = new();
        agent.Script("guest-fsfreeze-freeze", FakeStep.Hold(gate.Task));
        await using GuestAgentClient client = new(agent.Connect());
        Task<FrozenGuest> freeze = client.FreezeAsync(cancellationToken: Cancellation);
        await agent.WaitForRequestAsync("guest-fsfreeze-freeze", cancellationToken: Cancellation);
        agent.Freezing.Freeze();
        gate.SetResult();
        await Assert.ThrowsAsync<GuestAlreadyFrozenException>(() => freeze);
        Assert.Equal(0, agent.Freezing.Thaws);
    }

    [Fact]
    public async Task Refused_freeze_is_final_and_needs_no_thaw()
    {
        await using FakeGuestAgent agent = new();
        agent.Freezing.Error = "failed to freeze /: Input/output error";
        await using GuestAgentClient client = new(agent.Connect());
        await Assert.ThrowsAsync<GuestAgentRefusedException>(() => client.FreezeAsync(cancellationToken: Cancellation));
        Assert.Equal(["guest-fsfreeze-status", "guest-fsfreeze-freeze", "guest-fsfreeze-status"], agent.Requests.Select(request => request.Command));
    }

    [Fact]
    public async Task Old_agent_cannot_freeze_mount_points()
    {
        await using FakeGuestAgent agent = new();
        agent.Remove("guest-fsfreeze-freeze-list");
        await using GuestAgentClient client = new(agent.Connect());
        var problem = await Assert.ThrowsAsync<GuestCommandUnknownException>(() => client.FreezeAsync(["/srv"], cancellationToken: Cancellation));
        Assert.StartsWith("the guest's agent cannot freeze chosen mount points", problem.Message, StringComparison.Ordinal);
        await using FrozenGuest all = await client.FreezeAsync(cancellationToken: Cancellation);
        Assert.Equal(1, all.Count);
    }

    [Fact]
    public async Task Blocked_freeze_is_refused_as_such()
    {
        await using FakeGuestAgent agent = new();
        agent.Block("guest-fsfreeze-freeze");
        agent.Block("guest-fsfreeze-status");
        await using GuestAgentClient client = new(agent.Connect());
        await Assert.ThrowsAsync<GuestCommandBlockedException>(() => client.FreezeAsync(cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Limit_thaws_by_itself()
    {
        FakeTimeProvider clock = new();
        await using FakeGuestAgent agent = new();
        await using GuestAgentClient client = new(agent.Connect());
        await using FrozenGuest frozen = await client.FreezeAsync(
            options: new() { Limit = TimeSpan.FromMinutes(1), TimeProvider = clock }, cancellationToken: Cancellation);
        clock.Advance(TimeSpan.FromSeconds(59));
        await frozen.CheckAsync(Cancellation);
        Assert.False(frozen.ThawedEarly.IsCancellationRequested);
        TaskCompletionSource told = new();
        await using CancellationTokenRegistration registration = frozen.ThawedEarly.Register(told.SetResult);
        clock.Advance(TimeSpan.FromSeconds(1));
        await told.Task.WaitAsync(Cancellation);
        await agent.WaitForRequestAsync("guest-fsfreeze-thaw", cancellationToken: Cancellation);
        await Assert.ThrowsAsync<GuestThawedEarlyException>(() => frozen.CheckAsync(Cancellation));
        FreezeReport report = await frozen.ThawAsync(Cancellation);
        Assert.Equal((true, false), (report.IsLimitReached, report.WasThawedEarly));
        Assert.Throws<GuestThawedEarlyException>(report.ThrowIfThawedEarly);
        Assert.Equal(1, agent.Freezing.Thaws);
    }

    [Fact]
    public async Task Limit_that_comes_after_the_thaw_is_of_no_effect()
    {
        FakeTimeProvider clock = new();
        await using FakeGuestAgent agent = new();
        await using GuestAgentClient client = new(agent.Connect());
        await using FrozenGuest frozen = await client.FreezeAsync(
            options: new() { Limit = TimeSpan.FromMinutes(1), TimeProvider = clock }, cancellationToken: Cancellation);
        FreezeReport report = await frozen.ThawAsync(Cancellation);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.False(report.IsLimitReached);
        Assert.False(frozen.ThawedEarly.IsCancellationRequested);
    }

    [Fact]
    public async Task Thaw_that_the_caller_stops_waiting_for_goes_on()
    {
        TaskCompletionSource gate = new();
        await using FakeGuestAgent agent = new();
        agent.Script("guest-fsfreeze-thaw", FakeStep.Hold(gate.Task));
        await using GuestAgentClient client = new(agent.Connect());
        FrozenGuest frozen = await client.FreezeAsync(cancellationToken: Cancellation);
        using CancellationTokenSource cancellation = new();
        Task<FreezeReport> thaw = frozen.ThawAsync(cancellation.Token);
        await agent.WaitForRequestAsync("guest-fsfreeze-thaw", cancellationToken: Cancellation);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => thaw);
        gate.SetResult();
        await frozen.DisposeAsync();
        Assert.Equal((1, false), (agent.Freezing.Thaws, agent.Freezing.IsFrozen));
    }

    [Fact]
    public async Task Thaw_whose_hook_fails_counts_and_is_reported()
    {
        await using FakeGuestAgent agent = new();
        await using GuestAgentClient client = new(agent.Connect());
        await using FrozenGuest frozen = await client.FreezeAsync(options: s_quick, cancellationToken: Cancellation);
        agent.Script("guest-fsfreeze-thaw", FakeStep.Ordinary with { Reply = FakeReply.Fail("the hook has failed") });
        FreezeReport report = await frozen.ThawAsync(Cancellation);
        Assert.Equal(("the hook has failed", null, null, 1), (report.ThawError, report.ThawedCount, report.WasThawedEarly, report.ThawAttempts));
    }

    [Fact]
    public async Task Thaw_that_is_refused_and_did_not_happen_is_tried_again()
    {
        await using FakeGuestAgent agent = new();
        await using GuestAgentClient client = new(agent.Connect());
        await using FrozenGuest frozen = await client.FreezeAsync(options: s_quick, cancellationToken: Cancellation);
        agent.Script("guest-fsfreeze-thaw", FakeStep.Answer(FakeReply.Fail("failed to open mtab file")));
        FreezeReport report = await frozen.ThawAsync(Cancellation);
        Assert.Equal((null, 1, false, 2), (report.ThawError, report.ThawedCount, report.WasThawedEarly, report.ThawAttempts));
    }

    [Fact]
    public async Task Thaw_that_never_succeeds_is_given_up_and_tried_again_on_demand()
    {
        FakeTimeProvider clock = new();
        await using FakeGuestAgent agent = new();
        await using GuestAgentClient client = new(agent.Connect());
        FrozenGuest frozen = await client.FreezeAsync(options: new() { TimeProvider = clock }, cancellationToken: Cancellation);
        agent.SetError("guest-fsfreeze-thaw", "failed to open mtab file");
        Task<FreezeReport> thaw = frozen.ThawAsync(Cancellation);
        while (!thaw.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(1, Cancellation);
        }

        var problem = await Assert.ThrowsAsync<GuestFreezeUnknownException>(() => thaw);
        Assert.True(problem.Attempts > 1);
        Assert.Contains("failed to open mtab file", problem.Message, StringComparison.Ordinal);
        agent.SetHandler("guest-fsfreeze-thaw", _ =>
        {
            agent.Freezing.ThawEarly();
            return FakeReply.Return("1");
        });
        await frozen.DisposeAsync();
        Assert.False(agent.Freezing.IsFrozen);
    }

    [Fact]
    public async Task File_systems_are_asked_for_before_the_freeze()
    {
        await using FakeGuestAgent agent = new();
        agent.SetResult("guest-get-fsinfo", """
            [{"name": "vda2", "mountpoint": "/", "type": "ext4", "disk": []}, {"name": "vda1", "mountpoint": "/boot/efi", "type": "vfat", "disk": []}]
            """.Trim());
        await using GuestAgentClient client = new(agent.Connect());
        await using FrozenGuest frozen = await client.FreezeAsync(options: new() { ListsFileSystems = true }, cancellationToken: Cancellation);
        Assert.Equal(["/", "/boot/efi"], frozen.Coverage!.Expected);
        Assert.Equal(["/boot/efi"], frozen.Coverage.Unfrozen);
        Assert.Same(frozen.Coverage, (await frozen.ThawAsync(Cancellation)).Coverage);
    }

    [Fact]
    public async Task Agent_that_tells_no_file_systems_freezes_all_the_same()
    {
        await using FakeGuestAgent agent = new();
        await using GuestAgentClient client = new(agent.Connect());
        await using FrozenGuest frozen = await client.FreezeAsync(options: new() { ListsFileSystems = true }, cancellationToken: Cancellation);
        Assert.Equal((1, null), (frozen.Count, frozen.Coverage));
    }
}
