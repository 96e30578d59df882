using System.Globalization;
using Qga.Agent.Linux.Logging;

namespace Qga.Agent.Linux.Tests.Logging;

public sealed class LogQueueTests
{
    private static readonly TimeSpan s_ample = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_file_that_takes_nothing_holds_nobody_up_and_gets_its_lines_later_in_their_order()
    {
        using ManualResetEventSlim goesOn = new();
        List<int> written = [];
        LogQueue queue = new(line =>
        {
            goesOn.Wait(TestContext.Current.CancellationToken);
            written.Add(int.Parse(line, CultureInfo.InvariantCulture));
        });

        // One may be on its way already.
        int most = LogQueue.MostLines + 1;
        for (int line = 0; line < most + 100; line++)
        {
            queue.Add(line.ToString(CultureInfo.InvariantCulture));
        }

        Assert.False(queue.Flush(TimeSpan.FromMilliseconds(10)));
        goesOn.Set();
        Assert.True(queue.Flush(s_ample));
        Assert.InRange(written.Count, LogQueue.MostLines, most);
        Assert.Equal(written.Order(), written);
    }

    [Fact]
    public void Lines_that_come_after_a_rest_are_written_too()
    {
        List<string> written = [];
        LogQueue queue = new(written.Add);
        for (int line = 0; line < 1000; line++)
        {
            queue.Add($"{line}");
            Assert.True(queue.Flush(s_ample));
            Assert.Equal(line + 1, written.Count);
        }
    }
}
