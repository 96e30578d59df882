namespace Qga.Support;

/// <summary>What an agent that serves the machine of the tests must not do.</summary>
public static class HarmfulCommands
{
    /// <summary>The commands that would change the machine or its users, for the option <c>-b</c>.</summary>
    public const string List =
        "guest-set-time,guest-shutdown,guest-suspend-disk,guest-suspend-ram,guest-suspend-hybrid,guest-fsfreeze-freeze,guest-fsfreeze-freeze-list,"
        + "guest-fstrim,guest-set-vcpus,guest-set-memory-blocks,guest-set-user-password,guest-ssh-add-authorized-keys,guest-ssh-remove-authorized-keys";
}
