using System.Diagnostics;

namespace Qga.Support;

/// <summary>A program that is tested.</summary>
/// <param name="Program">The executable.</param>
/// <param name="IsOurs">Whether it is our agent; else it is QEMU's.</param>
/// <param name="Version">Its release, as <c>-V</c> prints it.</param>
public sealed record AgentUnderTest(string Program, bool IsOurs, Version Version)
{
    /// <summary>Whether syntax errors begin with line and column.</summary>
    public bool TellsPlaces => IsOurs || Version.Major >= 11;

    /// <summary>Our agent: the executable that QGA_AGENT names.</summary>
    public static AgentUnderTest? Ours { get; } = Find(Environment.GetEnvironmentVariable("QGA_AGENT"), isOurs: true);

    /// <summary>QEMU's agent: where Debian installs it, or the executable that QGA_REFERENCE_AGENT names.</summary>
    public static AgentUnderTest? Reference { get; } =
        Find(Environment.GetEnvironmentVariable("QGA_REFERENCE_AGENT") ?? "/usr/sbin/qemu-ga", isOurs: false);

    private static AgentUnderTest? Find(string? program, bool isOurs)
    {
        if (program is null || !File.Exists(program))
        {
            return null;
        }

        using Process process = Process.Start(new ProcessStartInfo(program, "-V") { RedirectStandardOutput = true })!;
        string version = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(program, isOurs, Version.Parse(version.Split(' ', '\n', '-', '+')[3]));
    }
}
