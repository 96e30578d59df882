using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

public static partial class Libc
{
    private static readonly nint EnvironmentVariable = NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "environ");

    /// <summary>environ(7): this process's environment, as the programs that it starts get it by default.</summary>
    internal static unsafe byte** Environ => *(byte***)EnvironmentVariable;

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnsetEnvCore(string name);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvCore(string name, string value, int overwrite);

    /// <summary>setenv(3): a variable for the programs that this process starts. Before any other thread exists.</summary>
    public static void SetEnv(string name, string value) => SetEnvCore(name, value, 1);

    /// <summary>unsetenv(3): the variable is gone for the programs that this process starts. Before any other thread exists.</summary>
    public static void UnsetEnv(string name) => UnsetEnvCore(name);
}
