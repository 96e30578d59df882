namespace Qga.Client.Hosting;

/// <summary>One guest of an application. The options are named: their name is the guest's.</summary>
public sealed class GuestAgentOptions
{
    /// <summary>Where the guest's agent is reached, as <see cref="GuestAddress.Parse"/> reads it. Required.</summary>
    public string Address { get; set; } = "";

    /// <summary>How long an ordinary command may take to answer. 30 seconds by default.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a command may take that the schema marks as slow, a freeze or a trim. 65 minutes by default.</summary>
    public TimeSpan SlowCallTimeout { get; set; } = TimeSpan.FromMinutes(65);

    /// <summary>How long the agent may take to answer when the client connects. Five seconds by default.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
