namespace Qga.Cli.Failures;

/// <summary>What the tool's exit code means; qga(1) lists them.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The agent refused, or the command failed.</summary>
    public const int Refused = 1;

    public const int Usage = 2;

    /// <summary>The guest or its agent cannot be reached.</summary>
    public const int Unreachable = 3;

    public const int TimedOut = 4;

    /// <summary>Some of several guests failed.</summary>
    public const int SomeFailed = 5;

    /// <summary>What a verb that passes on a program's exit code uses for a failure of its own.</summary>
    public const int OwnFailure = 255;

    /// <summary>The user ended it with Ctrl-C: 128 and the number of SIGINT, as shells say it.</summary>
    public const int Interrupted = 130;

    /// <summary>Nobody reads the output any more: 128 and the number of SIGPIPE.</summary>
    public const int OutputClosed = 141;

    /// <summary>What shells say of a program that a signal has ended.</summary>
    public static int OfSignal(int number) => 128 + number;
}
