using System.Globalization;
using Qga.Linux.ProcFs;

namespace Qga.Linux.Tests.ProcFs;

public sealed class ResidentCodeTests
{
    [Fact]
    public void Code_that_was_let_go_of_runs_on()
    {
        long before = CodeKilobytes();
        ResidentCode.Release();
        long after = CodeKilobytes();
        Assert.InRange(after, 1, before - 1);
        Assert.Equal(Math.Sin(1), Math.Sin(1));
    }

    // Of files' code: Rss of each mapping r-xp that has a path; proc_pid_smaps(5).
    private static long CodeKilobytes()
    {
        long sum = 0;
        bool isCode = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            if (line.Contains('-', StringComparison.Ordinal)
                && line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: >= 5 } fields && fields[1].Length == 4)
            {
                isCode = fields[1] == "r-xp" && fields.Length > 5 && fields[5].StartsWith('/');
            }
            else if (isCode && line.StartsWith("Rss:", StringComparison.Ordinal))
            {
                sum += long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
            }
        }

        return sum;
    }
}
