using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Qga.Client;

/// <summary>Traces, measures and logs one call. Neither arguments nor results appear in it.</summary>
internal sealed partial class CallObservation : IDisposable
{
    private readonly ILogger _logger;
    private readonly string _command;
    private readonly Activity? _activity;
    private readonly long _start = Stopwatch.GetTimestamp();

    public CallObservation(ILogger logger, string command, GuestAddress? address)
    {
        _logger = logger;
        _command = command;
        _activity = ClientInstruments.Source.StartActivity(command, ActivityKind.Client);
        if (_activity is { IsAllDataRequested: true } && address is not null)
        {
            _activity.SetTag("server.address", address.ToString());
        }
    }

    private TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    public void Succeed()
    {
        Record(null);
        LogAnswered(_command, Elapsed);
    }

    public void Fail(Exception problem)
    {
        string kind = problem.GetType().Name;
        Record(kind);
        _activity?.SetStatus(ActivityStatusCode.Error, problem.Message);
        if (problem is GuestAgentRefusedException)
        {
            LogRefused(_command, Elapsed, problem.Message);
        }
        else
        {
            LogFailed(_command, Elapsed, problem.Message);
        }
    }

    public void Dispose() => _activity?.Dispose();

    private void Record(string? errorType)
    {
        if (!ClientInstruments.CallDuration.Enabled)
        {
            return;
        }

        TagList tags = new() { { "qga.command", _command } };
        if (errorType is not null)
        {
            tags.Add("error.type", errorType);
        }

        ClientInstruments.CallDuration.Record(Elapsed.TotalSeconds, tags);
    }

    [LoggerMessage(1, LogLevel.Debug, "{Command} was answered after {Elapsed}")]
    private partial void LogAnswered(string command, TimeSpan elapsed);

    [LoggerMessage(2, LogLevel.Debug, "{Command} was refused after {Elapsed}: {Reason}")]
    private partial void LogRefused(string command, TimeSpan elapsed, string reason);

    [LoggerMessage(3, LogLevel.Warning, "{Command} failed after {Elapsed}: {Reason}")]
    private partial void LogFailed(string command, TimeSpan elapsed, string reason);
}
