using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

public static partial class Libc
{
    private static readonly nint EnvironmentVariable = NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "environ");

    /// <summary>environ(7): this process's environment, as the programs that it starts get it by default.</summary>
    internal static unsafe byte** Environ => *(byte***)EnvironmentVariable;

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnsetEnvCore(string name);

    /// <summary>unsetenv(3): the variable is gone for the programs that this process starts. Before any other thread exists.</summary>
    public static void UnsetEnv(string name) => UnsetEnvCore(name);
}
