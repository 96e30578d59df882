using Microsoft.Extensions.Options;

namespace Qga.Client.Hosting;

/// <summary>Says at the application's start what is wrong with a guest's options.</summary>
internal sealed class GuestAgentOptionsValidator : IValidateOptions<GuestAgentOptions>
{
    public ValidateOptionsResult Validate(string? name, GuestAgentOptions options)
    {
        List<string> faults = [];
        try
        {
            _ = GuestAddress.Parse(options.Address);
        }
        catch (FormatException fault)
        {
            faults.Add($"guest '{name}': {nameof(options.Address)}: {fault.Message}");
        }

        CheckTime(nameof(options.CallTimeout), options.CallTimeout);
        CheckTime(nameof(options.SlowCallTimeout), options.SlowCallTimeout);
        CheckTime(nameof(options.ConnectTimeout), options.ConnectTimeout);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void CheckTime(string member, TimeSpan time)
        {
            if ((time <= TimeSpan.Zero && time != Timeout.InfiniteTimeSpan) || time.TotalMilliseconds > uint.MaxValue - 1)
            {
                faults.Add($"guest '{name}': {member}: a time is positive or infinite, and shorter than 49 days");
            }
        }
    }
}
