using System.Globalization;
using System.Text.Json.Nodes;
using CsCheck;
using Qga.Client;
using Qga.Machines;
using Qga.Support;

namespace Qga.Vm;

/// <summary>
/// Random sequences of freezes, thaws, requests, unmounts, hosts that leave and agents that are killed or stopped, with a model that knows what each must
/// come to. The same sequences each time; QGA_FREEZE_SEQUENCES says how many, and many of them need QGA_TEST_MINUTES.
/// </summary>
[Collection(SharedGuest.Name)]
public sealed class FreezeModelTests(Guest guest) : IAsyncLifetime
{
    // The second lies in a file on the first.
    private static readonly string[] s_mountPoints = ["/mnt/model0", "/mnt/model0/inner", "/mnt/model2"];
    private static readonly string s_all = string.Join(',', s_mountPoints);

    // What a sequence is made from.
    private const int Stream = 7;
    private const int LongestSequence = 14;
    private static readonly int s_sequences =
        int.Parse(Environment.GetEnvironmentVariable("QGA_FREEZE_SEQUENCES") ?? "6", CultureInfo.InvariantCulture);

    private static readonly Gen<Step> s_step = Gen.Select(
        Gen.Frequency(
            (3, Gen.Const(StepKind.FreezeSome)),
            (2, Gen.Const(StepKind.FreezeAll)),
            (3, Gen.Const(StepKind.Thaw)),
            (2, Gen.Const(StepKind.OpenFile)),
            (2, Gen.Const(StepKind.Reconnect)),
            (1, Gen.Const(StepKind.LeaveInFreeze)),
            (2, Gen.Const(StepKind.Unmount)),
            (1, Gen.Const(StepKind.Kill)),
            (1, Gen.Const(StepKind.Stop))),
        Gen.Int[1, 7],
        (kind, which) => new Step(kind, which));

    private readonly FreezingAgent _agent = new(guest);
    private GuestAgentClient? _client;

    // The model: which are frozen, and which of them have been unmounted since.
    private readonly HashSet<int> _frozen = [];
    private readonly HashSet<int> _unmounted = [];

    // Whether another agent has frozen them: what is unmounted then, this one does not find.
    private bool _isInherited;

    private enum StepKind
    {
        FreezeSome,
        FreezeAll,
        Thaw,
        OpenFile,
        Reconnect,
        LeaveInFreeze,
        Unmount,
        Kill,
        Stop,
    }

    [Fact]
    public async Task Guest_is_frozen_and_thawed_as_the_model_is()
    {
        _client = await StartAsync(keepsLog: false);
        for (uint sequence = 0; sequence < s_sequences; sequence++)
        {
            await s_step.Array[1, LongestSequence].SampleAsync(
                PlayAsync, seed: new PCG(Stream, sequence).ToString(), iter: 1, threads: 1, print: steps => string.Join('\n', steps.AsEnumerable()));
        }
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await _agent.PrepareAsync();
        await guest.Shell.RunAsync("""
            set -e
            modprobe loop
            make() { truncate -s $2 $1; mke2fs -q -t ext4 $1; losetup --find --show $1 > /guest/model.$3; mkdir -p $4; mount $(cat /guest/model.$3) $4; }
            make /run/model0.img 64M 0 /mnt/model0
            make /mnt/model0/inner.img 16M 1 /mnt/model0/inner
            make /run/model2.img 32M 2 /mnt/model2
            """);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
            await _client.DisposeAsync();
        await _agent.RemoveAsync();
        await guest.Shell.RunAsync("""
            umount /mnt/model0/inner; losetup --detach $(cat /guest/model.1)
            umount /mnt/model0 /mnt/model2; losetup --detach $(cat /guest/model.0); losetup --detach $(cat /guest/model.2)
            rm /run/model0.img /run/model2.img
            """);
    }

    private async Task PlayAsync(Step[] steps)
    {
        foreach (Step step in steps)
        {
            await DoAsync(step);
            Assert.Equal(_frozen.Count > 0 ? "frozen" : "thawed", (string?)await _client!.CallJsonAsync("guest-fsfreeze-status"));
        }

        await ThawAsync();
        string[] calls = WithoutNeedlessThaws(await _agent.HookCallsAsync());
        Assert.Equal(calls.Select((_, index) => index % 2 == 0 ? "freeze" : "thaw"), calls);
        Assert.Equal(0, calls.Length % 2);
        await guest.Shell.RunAsync("rm -f /guest/safe/hook.log");
    }

    private async Task DoAsync(Step step)
    {
        switch (step.Kind)
        {
            case StepKind.FreezeSome:
                await FreezeAsync([.. Enumerable.Range(0, s_mountPoints.Length).Where(number => (step.Which & (1 << number)) != 0)], isList: true);
                break;
            case StepKind.FreezeAll:
                await FreezeAsync([0, 1, 2], isList: false);
                break;
            case StepKind.Thaw:
                await ThawAsync();
                break;
            case StepKind.OpenFile:
                await OpenFileAsync();
                break;
            case StepKind.Reconnect:
                await ReconnectAsync();
                break;
            case StepKind.LeaveInFreeze:
                await LeaveInFreezeAsync();
                break;
            case StepKind.Unmount:
                await UnmountAsync(step.Which % 2 == 0 ? 1 : 2);
                break;
            case StepKind.Kill when _unmounted.Count == 0:
                await _agent.Process!.StopAsync();
                _isInherited = _frozen.Count > 0;
                await RestartAsync();
                break;
            case StepKind.Stop:
                await _agent.Process!.TerminateAsync();
                await ThawedAsync();
                await RestartAsync();
                break;
            default:
                break;
        }
    }

    private async Task FreezeAsync(int[] which, bool isList)
    {
        string command = isList ? "guest-fsfreeze-freeze-list" : "guest-fsfreeze-freeze";
        string? arguments = isList ? $$"""{"mountpoints": [{{string.Join(", ", which.Select(number => $"\"{s_mountPoints[number]}\""))}}]}""" : null;
        if (_frozen.Count > 0)
        {
            Assert.StartsWith("CommandNotFound: ", await _client!.RefusalAsync(command, Arguments(arguments)), StringComparison.Ordinal);
            return;
        }

        Assert.Equal(which.Length, (int)await _client!.CallJsonAsync(command, Arguments(arguments)));
        _frozen.UnionWith(which);
    }

    private async Task ThawAsync()
    {
        Assert.Equal(_frozen.Count, (int)await _client!.CallJsonAsync("guest-fsfreeze-thaw"));
        await ThawedAsync();
    }

    // What was unmounted is mounted again, and all can be written to.
    private async Task ThawedAsync()
    {
        foreach (int number in _unmounted)
            await guest.Shell.RunAsync($"timeout 20 mount $(cat /guest/model.{number}) {s_mountPoints[number]}");
        _unmounted.Clear();
        _frozen.Clear();
        _isInherited = false;
        await guest.Shell.RunAsync($"timeout 20 touch {string.Join(' ', s_mountPoints.Select(point => point + "/after"))}");
    }

    private async Task OpenFileAsync()
    {
        if (_frozen.Count > 0)
        {
            Assert.StartsWith(
                "CommandNotFound: ",
                await _client!.RefusalAsync("guest-file-open", Arguments("""{"path": "/guest/safe/conf"}""")),
                StringComparison.Ordinal);
            await _client!.CallJsonAsync("guest-ping");
            return;
        }

        long handle = (long)await _client!.CallJsonAsync("guest-file-open", Arguments("""{"path": "/guest/safe/conf"}"""));
        await _client!.CallJsonAsync("guest-file-close", Arguments($$"""{"handle": {{handle}}}"""));
    }

    private async Task ReconnectAsync()
    {
        await _client!.DisposeAsync();
        _client = await _agent.ConnectAsync();
    }

    // The freeze goes on without its host.
    private async Task LeaveInFreezeAsync()
    {
        if (_frozen.Count > 0)
            return;
        using (Peer leaving = new(await Connection.OpenAsync(await _agent.ForwardAsync(), default), readsAhead: false))
        {
            leaving.Send("""{"execute": "guest-fsfreeze-freeze"}""" + "\n");
            await guest.Shell.WaitUntilAsync("[ -e /guest/safe/qga.state.isfrozen ]", TimeSpan.FromSeconds(20));
        }

        _frozen.UnionWith([0, 1, 2]);
        while ((string?)await _client!.CallJsonAsync("guest-fsfreeze-status") != "frozen")
            await Task.Delay(50, TestContext.Current.CancellationToken);
    }

    private async Task UnmountAsync(int number)
    {
        if (!_isInherited && _frozen.Contains(number) && _unmounted.Add(number))
            await guest.Shell.RunAsync($"timeout 20 umount {s_mountPoints[number]}");
    }

    private async Task RestartAsync()
    {
        await _client!.DisposeAsync();
        _client = await StartAsync(keepsLog: true);
    }

    private Task<GuestAgentClient> StartAsync(bool keepsLog) => _agent.StartAsync($"freeze-include={s_all}\nfreeze-timeout=0", keepsLog);

    private static JsonObject? Arguments(string? text) => text is null ? null : Guest.Arguments(text);

    // A thaw of what is not frozen tells the hook all the same.
    private static string[] WithoutNeedlessThaws(string[] calls) =>
        [.. calls.Where((call, index) => call == "freeze" || (index > 0 && calls[index - 1] == "freeze"))];

    private sealed record Step(StepKind Kind, int Which);
}
