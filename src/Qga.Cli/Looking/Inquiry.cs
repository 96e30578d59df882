using Qga.Client;

namespace Qga.Cli.Looking;

/// <summary>Asks one guest for several things. What its agent refuses, as it is too old or may not, stays unknown, and why is kept.</summary>
internal sealed class Inquiry
{
    private readonly List<string> _unknown = [];

    /// <summary>What the agent did not tell, and why: <c>users: The command guest-get-users has not been found</c>.</summary>
    public IReadOnlyList<string> Unknown => _unknown;

    /// <summary>Awaits an answer; null: it is unknown.</summary>
    public async Task<T?> AskAsync<T>(string what, Task<T> call)
        where T : class
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        catch (Exception problem) when (IsRefusal(problem))
        {
            _unknown.Add($"{what}: {problem.Message}");
            return null;
        }
    }

    /// <summary>Awaits an answer; null: it is unknown.</summary>
    public async Task<T?> AskValueAsync<T>(string what, Task<T> call)
        where T : struct
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        catch (Exception problem) when (IsRefusal(problem))
        {
            _unknown.Add($"{what}: {problem.Message}");
            return null;
        }
    }

    private static bool IsRefusal(Exception problem) => problem is GuestAgentRefusedException or GuestAgentReplyException;
}
