using Qga.Support;

namespace Qga.Faults;

/// <summary>What is done with an agent while a call of it fails.</summary>
internal abstract class Scenario
{
    /// <summary>The name, for the table.</summary>
    public abstract string Name { get; }

    /// <summary>Whether the calls of the start fail.</summary>
    public virtual bool IsStart => false;

    /// <summary>Whether the agent goes to the background.</summary>
    public virtual bool IsDaemon => false;

    /// <summary>Why it cannot be played on this machine; null if it can.</summary>
    public virtual string? Obstacle => null;

    /// <summary>What plays one trial of it, beside others.</summary>
    public virtual Scenario ForTrial() => this;

    /// <summary>Further words of the agent's command line.</summary>
    /// <param name="folder">The agent's folder, empty but for its state's.</param>
    public virtual string[] Options(TemporaryFolder folder) => [];

    /// <summary>Whether the agent answers a new client's ping, or the next one's.</summary>
    /// <param name="path">The agent's socket.</param>
    public virtual bool Answers(string path)
    {
        using Conversation client = new(path);
        return client.Ask("guest-ping") is not null || client.Ask("guest-ping") is not null;
    }

    /// <summary>Does it.</summary>
    /// <param name="talk">Says and hears; notes what is not so.</param>
    /// <param name="folder">The agent's folder.</param>
    public abstract void Run(Conversation talk, TemporaryFolder folder);

    /// <summary>Looks at what is left when the agent has ended.</summary>
    /// <param name="talk">Notes what is not so.</param>
    /// <param name="folder">The agent's folder.</param>
    public virtual void Check(Conversation talk, TemporaryFolder folder)
    {
    }
}
