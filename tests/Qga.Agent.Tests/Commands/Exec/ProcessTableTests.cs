using Qga.Agent.Commands.Exec;

namespace Qga.Agent.Tests.Commands.Exec;

public sealed class ProcessTableTests
{
    /// <summary>The process runs by then: without memory for its place, it would run unknown.</summary>
    [Fact]
    public void To_add_a_process_in_its_reserved_place_takes_no_memory()
    {
        ProcessTable table = new(new ProcessLimits());
        for (int pid = 1; pid <= 200; pid += 2)
        {
            // Two that start at the same time.
            Assert.True(table.TryReserve());
            Assert.True(table.TryReserve());
            FakeProcess first = new(pid);
            FakeProcess second = new(pid + 1);
            long before = GC.GetAllocatedBytesForCurrentThread();
            table.Add(first);
            table.Add(second);
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    [Fact]
    public void There_are_no_more_places_than_processes_may_be_known()
    {
        ProcessTable table = new(new ProcessLimits { MaximumProcesses = 2 });
        Assert.True(table.TryReserve());
        Assert.True(table.TryReserve());
        Assert.False(table.TryReserve());
        table.Release();
        Assert.True(table.TryReserve());
        FakeProcess process = new(1);
        table.Add(process);
        Assert.False(table.TryReserve());
        Assert.True(table.TryRemove(process));
        Assert.True(table.TryReserve());
    }

    private sealed class FakeProcess(long pid) : IGuestProcess
    {
        public long Pid => pid;

        public ProcessExit? Exit => null;

        public void Wait(StatusRequest request) => throw new NotSupportedException();

        public void Discard() => throw new NotSupportedException();
    }
}
