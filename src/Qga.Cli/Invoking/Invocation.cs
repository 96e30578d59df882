using System.CommandLine;
using Qga.Cli.Discovery;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Invoking;

/// <summary>One run of the tool: where it reads and writes, and what the options that every verb has say.</summary>
/// <param name="Terminal">The standard streams.</param>
/// <param name="Selector">Finds guests.</param>
internal sealed record Invocation(Terminal Terminal, GuestSelector Selector)
{
    public const int DefaultJobs = 16;

    /// <summary>How long a command of an agent, or a program of a guest that only tells something, may take.</summary>
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(30);

    public bool IsJson { get; private init; }

    public bool IsVerbose { get; private init; }

    public TimeSpan? Timeout { get; private init; }

    public int Jobs { get; private init; } = DefaultJobs;

    /// <summary>Reads the options that every verb has.</summary>
    /// <exception cref="UsageException">One of them makes no sense.</exception>
    public Invocation With(ParseResult arguments) => this with
    {
        IsJson = CommonOptions.Json.ValueIn(arguments),
        IsVerbose = CommonOptions.Verbose.ValueIn(arguments),
        Timeout = CommonOptions.Timeout.ValueIn(arguments) switch
        {
            null => null,
            > 0 and <= 4_000_000 and double seconds => TimeSpan.FromSeconds(seconds),
            _ => throw new UsageException("--timeout takes a number of seconds above 0"),
        },
        Jobs = CommonOptions.Jobs.ValueIn(arguments) is > 0 and int jobs ? jobs : throw new UsageException("--jobs takes a number above 0"),
    };

    /// <summary>The same with another time limit for ordinary commands.</summary>
    public Invocation Within(TimeSpan? limit) => this with { Timeout = limit };

    /// <summary>A client of a guest's agent. Nothing is sent before its first call.</summary>
    /// <exception cref="GuestUnreachableException">There is no such guest, or it has no port for an agent.</exception>
    public GuestAgentClient CreateClient(Guest guest)
    {
        if (guest.IsMissing)
        {
            throw new GuestNotFoundException(guest.Problem!);
        }

        if (guest.Address is null)
        {
            throw new GuestSocketNotFoundException(guest.Problem ?? "the guest has no port for an agent that this host can reach");
        }

        GuestAgentClientOptions options = new();
        if (Timeout is TimeSpan limit)
        {
            StreamLinkOptions stream = options.Stream;
            options = options with
            {
                CallTimeout = limit,
                SlowCallTimeout = limit,
                SilenceTimeout = limit < options.SilenceTimeout ? limit : options.SilenceTimeout,
                Stream = stream with { SynchronizationTimeout = limit < stream.SynchronizationTimeout ? limit : stream.SynchronizationTimeout },
            };
        }

        return IsVerbose
            ? new(new DialogueLink(guest.Address.CreateLink(options.Stream), Terminal.Error, guest.Name), options)
            : new(guest.Address, options);
    }

    /// <summary>Says on standard error what the user should know, one line.</summary>
    public void Notice(string text) => Terminal.Error.WriteLine($"qga: {ValueText.Printable(text)}");

    /// <summary>Says what failed, why, and what to do.</summary>
    /// <param name="guest">The guest's name where there are several; null: none is named.</param>
    /// <param name="failure">What failed.</param>
    public void Report(string? guest, Failure failure)
    {
        string place = guest is null ? "" : $"{guest}: ";
        Notice(failure.Advice is null ? place + failure.Message : $"{place}{failure.Message} ({failure.Advice})");
    }
}
