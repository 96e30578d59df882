using System.Diagnostics;

namespace Qga.Compare;

/// <summary>
/// The folder for all that this program makes. It goes with the program, and with it every process that has it on its command line, however
/// the program ends: that is left to a process that waits for the end of its standard input, in a session of its own, as a terminal's
/// signals go to all of one. That the servers are told nothing, and are started as ever, keeps it out of what is measured.
/// </summary>
internal sealed class Leftovers : IDisposable
{
    // A process that has been killed has no command line. Its words end in zeros, which read leaves out.
    private const string Script = """
        exec > /dev/null 2>&1
        read -r nothing
        while :; do
            left=
            for process in /proc/[0-9]*; do
                line=
                read -r line < $process/cmdline
                case $line in *"$0"/*) kill -KILL ${process#/proc/} && left=1; esac
            done
            [ $left ] || break
        done
        rm -rf "$0"
        """;

    private static readonly Lazy<string> s_made = new(() => Directory.CreateTempSubdirectory("qga-compare-").FullName);

    private readonly Process _waiting =
        Process.Start(new ProcessStartInfo("setsid", ["sh", "-c", Script, s_made.Value]) { RedirectStandardInput = true })!;

    /// <summary>The folder.</summary>
    public static string Folder => s_made.Value;

    /// <summary>Removes them.</summary>
    public void Dispose()
    {
        _waiting.StandardInput.Close();
        _waiting.WaitForExit();
        _waiting.Dispose();
    }
}
