using System.ComponentModel;
using System.Diagnostics;

namespace Qga.Conformance.Starvation;

/// <summary>Programs in C that tests need. Without a compiler the test is skipped.</summary>
internal static class NativeProgram
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    /// <summary>Compiles what makes system calls of another program fail: fuzz/Faults/Native/supervise.c.</summary>
    /// <param name="folder">Where to.</param>
    /// <returns>Its path.</returns>
    public static string Supervisor(TemporaryFolder folder) => Compile(folder, "supervise", "fuzz/Faults/Native/supervise.c");

    /// <summary>Compiles a program.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="name">Its name.</param>
    /// <param name="words">Sources, below the project's folder, and options.</param>
    /// <returns>Its path.</returns>
    public static string Compile(TemporaryFolder folder, string name, params string[] words)
    {
        string program = folder.File(name);
        Process? compiler = null;
        try
        {
            compiler = Process.Start(new ProcessStartInfo("cc", ["-O1", "-w", "-o", program, .. words]) { WorkingDirectory = ProjectFolder.Root });
        }
        catch (Win32Exception)
        {
            Assert.Skip("there is no C compiler");
        }

        using (compiler)
        {
            Assert.True(compiler!.WaitForExit(s_limit));
            Assert.Equal(0, compiler.ExitCode);
        }

        return program;
    }
}
