using Qga.Agent.Limits;

namespace Qga.Agent.Linux.Commands.Exec;

/// <summary>Keeps all jobs together within their limits. For any thread.</summary>
/// <param name="limits">The limits.</param>
/// <param name="jobs">The jobs.</param>
internal sealed class JobBounds(JobLimits limits, JobTable jobs)
{
    /// <summary>The descriptors; each is returned by whoever closes it.</summary>
    public Budget Descriptors { get; } = new(limits.Descriptors);

    /// <summary>The bytes of input and output that are kept; returned by whoever frees them.</summary>
    public Budget Bytes { get; } = new(limits.Bytes);

    /// <summary>Takes what a job needs to start; forgets old ones for it if need be.</summary>
    /// <param name="pipes">How many pipes it has.</param>
    /// <param name="input">How many bytes of input.</param>
    /// <returns>Why it cannot start; nothing was taken then.</returns>
    public string? Take(int pipes, int input)
    {
        if (TryTake(pipes, input) is null)
        {
            return null;
        }

        jobs.ForgetOld();
        return TryTake(pipes, input);
    }

    /// <summary>Returns what <see cref="Take"/> took: the job has not started.</summary>
    /// <param name="pipes">As there.</param>
    /// <param name="input">As there.</param>
    public void Return(int pipes, int input)
    {
        Bytes.Return(input);
        Descriptors.Return(pipes + 1);
        jobs.GiveUp();
    }

    private string? TryTake(int pipes, int input)
    {
        if (!jobs.TryReserve())
        {
            return $"{limits.Known} programs are known already; guest-exec-status lets one go that has ended";
        }

        if (!Descriptors.TryTake(pipes + 1))
        {
            jobs.GiveUp();
            return $"running programs have {limits.Descriptors} descriptors already; some must end first";
        }

        // Where nothing is left, output would be cut off from its first byte on.
        if (!Bytes.TryTake(input + 1))
        {
            Descriptors.Return(pipes + 1);
            jobs.GiveUp();
            return $"{limits.Bytes >> 20} MiB are kept for programs already; guest-exec-status hands out the output of those that have ended";
        }

        Bytes.Return(1);
        return null;
    }
}
