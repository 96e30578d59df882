using Qga.Testing;

namespace Qga.Client.Tests.Freezing;

/// <summary>
/// A freeze and its thaw with an agent that fails at any step of it, in any way. Whatever happens, at the end the guest is thawed, or the caller is told
/// that this is unknown.
/// </summary>
public sealed class FreezeFaultTests
{
    // A fault that is a delay outlasts every wait for a reply.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan s_delay = TimeSpan.FromMilliseconds(75);

    private static readonly GuestAgentClientOptions s_client = new()
    {
        CallTimeout = s_patience,
        Stream = new() { SynchronizationTimeout = TimeSpan.FromSeconds(30), SynchronizationInterval = s_patience },
    };

    private static readonly FreezeOptions s_freeze = new()
    {
        FreezeTimeout = s_patience,
        ThawTimeout = s_patience,
        ThawBudget = TimeSpan.FromSeconds(60),
        RetryInterval = TimeSpan.FromMilliseconds(1),
    };

    private static readonly Dictionary<string, FakeStep> s_faults = new()
    {
        ["lost request"] = FakeStep.LoseRequest,
        ["lost reply"] = FakeStep.LoseReply,
        ["closed before"] = FakeStep.CloseBefore,
        ["closed after"] = FakeStep.CloseAfter,
        ["carried out late"] = FakeStep.Delay(s_delay),
        ["answered late"] = FakeStep.ReplyLate(s_delay),
        ["carried out late and closed"] = FakeStep.CloseAfter with { DelayBefore = s_delay },
        ["garbage instead"] = FakeStep.GarbageInstead("tea\n"u8),
        ["garbage before"] = FakeStep.GarbageBefore("{\"noise\": 1}\n"u8),
        ["half a reply"] = FakeStep.GarbageInstead("{\"return\": "u8) with { Closes = true },
        ["refused"] = FakeStep.Answer(FakeReply.Fail("no")),
        ["refused too late"] = FakeStep.Ordinary with { Reply = FakeReply.Fail("no") },
    };

    private static readonly string[] s_steps =
        ["guest-sync-delimited", "guest-get-fsinfo", "guest-fsfreeze-status", "guest-fsfreeze-freeze", "guest-fsfreeze-freeze-list", "guest-fsfreeze-thaw"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => [.. s_faults.Keys];

    public static TheoryData<string, string, int> Faults
    {
        get
        {
            TheoryData<string, string, int> data = [];
            foreach (string step in s_steps)
            {
                foreach (string fault in s_faults.Keys)
                {
                    data.Add(step, fault, 1);
                    data.Add(step, fault, 3);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Guest_is_thawed_at_the_end(string step, string fault, int times)
    {
        await using FakeGuestAgent agent = new();
        await using GuestAgentClient client = new(agent.Listen(), s_client);
        await FreezeAndThawAsync(agent, client, step, Enumerable.Repeat(s_faults[fault], times));
        await AssertThawedAsync(agent);
    }

    // Over a stream that cannot be opened anew nothing can be done once it is closed, but say so.
    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Guest_is_thawed_at_the_end_or_the_caller_is_told(string step, string fault, int times)
    {
        await using FakeGuestAgent agent = new();
        await using GuestAgentClient client = new(agent.Connect(), s_client);
        try
        {
            await FreezeAndThawAsync(agent, client, step, Enumerable.Repeat(s_faults[fault], times));
        }
        catch (GuestFreezeUnknownException)
        {
            Assert.True(s_faults[fault].Closes);
            return;
        }

        await AssertThawedAsync(agent);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Lost_freeze_is_undone_although_its_thaws_fail(string fault)
    {
        await using FakeGuestAgent agent = new();
        await using GuestAgentClient client = new(agent.Listen(), s_client);
        agent.Script("guest-fsfreeze-freeze", FakeStep.CloseAfter);
        await FreezeAndThawAsync(agent, client, "guest-fsfreeze-thaw", Enumerable.Repeat(s_faults[fault], 3));
        await AssertThawedAsync(agent);
        Assert.True(agent.Freezing.Thaws > 0);
    }

    private static async Task FreezeAndThawAsync(FakeGuestAgent agent, GuestAgentClient client, string step, IEnumerable<FakeStep> faults)
    {
        try
        {
            if (step == "guest-sync-delimited")
            {
                // The client synchronizes again only after another fault, with the guest frozen.
                await client.GuestPingAsync(Cancellation);
                agent.Script("guest-fsfreeze-freeze", FakeStep.GarbageInstead("tea\n"u8));
            }

            agent.Script(step, [.. faults]);
            string[]? mountpoints = step == "guest-fsfreeze-freeze-list" ? ["/"] : null;
            await using FrozenGuest frozen =
                await client.FreezeAsync(mountpoints, s_freeze with { ListsFileSystems = step == "guest-get-fsinfo" }, Cancellation);
            Assert.True(agent.Freezing.IsFrozen);
        }
        catch (GuestAgentException problem) when (problem is not GuestFreezeUnknownException)
        {
            // The freeze failed, and says with this type that nothing is frozen.
        }
    }

    // A request that is under way somewhere comes before this one.
    private static async Task AssertThawedAsync(FakeGuestAgent agent)
    {
        await using Stream stream = agent.Connect();
        await stream.WriteAsync("""{"execute": "guest-info"}"""u8.ToArray(), Cancellation);
        Assert.NotEqual(0, await stream.ReadAsync(new byte[1], Cancellation));
        Assert.Empty(agent.Freezing.Frozen);
        Assert.False(agent.Freezing.IsFrozen);
    }
}
