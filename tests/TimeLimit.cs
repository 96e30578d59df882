using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Xunit.v3;

[assembly: Qga.Tests.TimeLimit]

namespace Qga.Tests;

/// <summary>
/// Ends the run when one test has taken ten minutes, and names the test. A test that hangs would otherwise hold up everything after it, and say nothing.
/// QGA_TEST_MINUTES sets another limit, for tests that are asked to do more.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class TimeLimitAttribute : BeforeAfterTestAttribute
{
    private static readonly TimeSpan s_limit =
        TimeSpan.FromMinutes(double.Parse(Environment.GetEnvironmentVariable("QGA_TEST_MINUTES") ?? "10", CultureInfo.InvariantCulture));

    private readonly ConcurrentDictionary<string, Timer> _timers = new();

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) =>
        _timers[test.UniqueID] = new Timer(
            _ => Environment.FailFast($"{test.TestDisplayName} has not ended after {s_limit.TotalMinutes} minutes"), null, s_limit, Timeout.InfiniteTimeSpan);

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (_timers.TryRemove(test.UniqueID, out Timer? timer))
        {
            timer.Dispose();
        }
    }
}
