using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

public static partial class Libc
{
    /// <summary>environ(7): this process's environment, as the programs that it starts get it by default.</summary>
    internal static unsafe byte** Environ => GetEnviron();

    // A variable cannot be imported, and a static program cannot be searched for it: the framework's own library, which is part of the program, tells.
    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_GetEnviron")]
    private static unsafe partial byte** GetEnviron();

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnsetEnvCore(string name);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvCore(string name, string value, int overwrite);

    /// <summary>setenv(3): a variable for the programs that this process starts. Before any other thread exists.</summary>
    public static void SetEnv(string name, string value) => SetEnvCore(name, value, 1);

    /// <summary>unsetenv(3): the variable is gone for the programs that this process starts. Before any other thread exists.</summary>
    public static void UnsetEnv(string name) => UnsetEnvCore(name);
}
