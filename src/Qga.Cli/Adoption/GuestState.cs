using System.Globalization;
using Qga.Cli.Failures;

namespace Qga.Cli.Adoption;

/// <summary>What runs in a guest, and how, as switch.sh tells it.</summary>
internal sealed class GuestState
{
    private readonly Dictionary<string, string> _facts;

    private GuestState(Dictionary<string, string> facts, IReadOnlyList<string> missing) => (_facts, Missing) = (facts, missing);

    /// <summary>Programs that a switch needs and the guest has not.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>The program that runs.</summary>
    public string? Program => Find("program");

    /// <summary>Its SHA-256.</summary>
    public string? Sha256 => Find("sum");

    /// <summary>What starts it: <c>systemd</c>, <c>init</c> (a script of /etc/init.d), <c>file</c> (something else).</summary>
    public string? Way => Find("way");

    /// <summary>The unit or script that starts it; null: unknown.</summary>
    public string? Service => Find("service");

    /// <summary>The package that the program is of: <c>deb qemu-guest-agent 1:7.2</c>; null: none.</summary>
    public string? Owner => Find("owner");

    /// <summary>What uname(1) calls the machine.</summary>
    public string? Machine => Find("machine");

    /// <summary>Where agents are put.</summary>
    public string Folder => Find("folder") ?? throw new VerbException("the guest does not say where an agent can be put");

    /// <summary>How many bytes are free there; null: unknown.</summary>
    public long? Free => long.TryParse(Find("free"), NumberStyles.None, CultureInfo.InvariantCulture, out long kibibytes) ? kibibytes * 1024 : null;

    /// <summary>What is in force: <see cref="Original"/>, or the name of an agent that was put there.</summary>
    public string Current => Find("current") ?? Original;

    /// <summary>What was in force before; null: nothing else.</summary>
    public string? Previous => Find("previous");

    /// <summary>Whether a switch is under way.</summary>
    public bool IsUnderWay => Find("trial") is not null;

    /// <summary>The agent that the guest has of its own.</summary>
    public const string Original = "original";

    public static GuestState Parse(string text)
    {
        Dictionary<string, string> facts = new(StringComparer.Ordinal);
        List<string> missing = [];
        foreach (string line in text.Split('\n'))
        {
            if (line.Split(' ', 2) is [string name, { Length: > 0 } value])
            {
                if (name == "missing")
                {
                    missing.Add(value);
                }
                else
                {
                    facts[name] = value;
                }
            }
        }

        return new(facts, missing);
    }

    private string? Find(string name) => _facts.GetValueOrDefault(name);
}
