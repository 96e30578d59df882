using Qga.Agent.Commands;

namespace Qga.Agent.Tests.Commands;

public sealed class PatientInquiryTests : IDisposable
{
    // Longer than a busy machine keeps a thread waiting.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly ManualResetEventSlim release = new();
    private readonly PatientInquiry<int, string?> inquiry;
    private int asked;
    private int released;

    public PatientInquiryTests() => inquiry = new(Ask, Patience);

    public void Dispose()
    {
        release.Set();
        SpinWait.SpinUntil(() => Volatile.Read(ref released) == Volatile.Read(ref asked), TimeSpan.FromSeconds(30));
        release.Dispose();
    }

    [Fact]
    public void All_answers_come_in_the_order_of_the_questions()
    {
        Assert.Equal(["0", "2", "4"], inquiry.Ask([0, 2, 4]));
        Assert.Empty(inquiry.Ask([]));
    }

    [Fact]
    public void What_is_not_answered_costs_only_its_own_answer() => Assert.Equal(["0", null, "2", null, "4"], inquiry.Ask([0, -1, 2, -3, 4]));

    [Fact]
    public void What_is_not_answered_is_not_asked_again_until_it_comes_back()
    {
        Assert.Equal([null, "2"], inquiry.Ask([-1, 2]));
        Assert.Equal([null, "2"], inquiry.Ask([-1, 2]));
        Assert.Equal(1, asked);
        release.Set();
        Assert.True(SpinWait.SpinUntil(() => inquiry.Ask([-1]) is ["-1"], TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Only_so_many_are_left_unanswered()
    {
        const int Most = PatientInquiry<int, string?>.MaximumUnanswered;
        PatientInquiry<int, string?> hasty = new(Ask, TimeSpan.FromMilliseconds(100));
        Assert.All(hasty.Ask([.. Enumerable.Range(1, Most + 2).Select(i => -i)]), Assert.Null);

        // Fewer where a thread came too late to ask.
        Assert.InRange(asked, 1, Most);
    }

    // Below zero: dead until the test says otherwise.
    private string Ask(int subject)
    {
        if (subject < 0)
        {
            Interlocked.Increment(ref asked);
            release.Wait();
            Interlocked.Increment(ref released);
        }

        return $"{subject}";
    }
}
