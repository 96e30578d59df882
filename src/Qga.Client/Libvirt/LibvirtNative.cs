using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Qga.Client;

/// <summary>
/// What is used of libvirt, under its own names; libvirt.org's API reference says what each does. A function is bound when it is first called,
/// and the library is loaded with the first of them.
/// </summary>
internal static partial class LibvirtNative
{
    private const string Library = "libvirt.so.0";
    private const string QemuLibrary = "libvirt-qemu.so.0";

    /// <summary>VIR_DOMAIN_QEMU_AGENT_COMMAND_BLOCK.</summary>
    internal const int WithoutEnd = -2;

    [LibraryImport(Library, EntryPoint = "virConnectOpen", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeConnection Open(string? name);

    [LibraryImport(Library, EntryPoint = "virConnectOpenReadOnly", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeConnection OpenReadOnly(string? name);

    [LibraryImport(Library, EntryPoint = "virConnectClose")]
    internal static partial int CloseConnection(nint connection);

    /// <summary>1: it is alive, 0: it is not, -1: an error.</summary>
    [LibraryImport(Library, EntryPoint = "virConnectIsAlive")]
    internal static partial int IsAlive(SafeConnection connection);

    /// <summary>How many domains there are; they are in an array that has to be freed.</summary>
    [LibraryImport(Library, EntryPoint = "virConnectListAllDomains")]
    internal static partial int ListAllDomains(SafeConnection connection, out nint domains, uint flags);

    [LibraryImport(Library, EntryPoint = "virDomainLookupByName", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeDomain LookupByName(SafeConnection connection, string name);

    [LibraryImport(Library, EntryPoint = "virDomainLookupByUUIDString", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeDomain LookupByUuid(SafeConnection connection, string uuid);

    /// <summary>The name, which lives as long as the domain's object.</summary>
    [LibraryImport(Library, EntryPoint = "virDomainGetName")]
    internal static partial nint GetName(SafeDomain domain);

    /// <summary>The UUID, in 37 bytes with the zero at their end.</summary>
    [LibraryImport(Library, EntryPoint = "virDomainGetUUIDString")]
    internal static partial int GetUuid(SafeDomain domain, [Out] byte[] buffer);

    [LibraryImport(Library, EntryPoint = "virDomainGetState")]
    internal static partial int GetState(SafeDomain domain, out int state, out int reason, uint flags);

    [LibraryImport(Library, EntryPoint = "virDomainGetXMLDesc")]
    internal static partial nint GetXml(SafeDomain domain, uint flags);

    [LibraryImport(Library, EntryPoint = "virDomainFree")]
    internal static partial int FreeDomain(nint domain);

    /// <param name="domain">The domain.</param>
    /// <param name="command">JSON, with a zero at its end.</param>
    /// <param name="timeout">Seconds; -2: without end.</param>
    /// <param name="flags">None.</param>
    [LibraryImport(QemuLibrary, EntryPoint = "virDomainQemuAgentCommand")]
    internal static partial nint AgentCommand(SafeDomain domain, byte[] command, int timeout, uint flags);

    [LibraryImport(QemuLibrary, EntryPoint = "virDomainQemuMonitorCommand", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int MonitorCommand(SafeDomain domain, string command, out nint result, uint flags);

    // Of the last call of this thread that failed.
    [LibraryImport(Library, EntryPoint = "virGetLastErrorCode")]
    internal static partial int GetLastErrorCode();

    [LibraryImport(Library, EntryPoint = "virGetLastErrorMessage")]
    internal static partial nint GetLastErrorMessage();

    /// <summary>Loads the libraries, which the first calls of their functions would do otherwise.</summary>
    /// <exception cref="DllNotFoundException">They are not installed.</exception>
    internal static void Load()
    {
        NativeLibrary.Load(Library);
        NativeLibrary.Load(QemuLibrary);
    }

    /// <summary>A text of libvirt's, without the zero at its end.</summary>
    internal static unsafe byte[] ToBytes(nint text) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)text).ToArray();

    /// <summary>Frees what libvirt allocated for its caller.</summary>
    internal static unsafe void FreeMemory(nint memory) => NativeMemory.Free((void*)memory);

    /// <summary>Without this libvirt writes every error to the standard error output.</summary>
    internal static unsafe void Silence() => SetErrorFunction(0, &Ignore);

    [LibraryImport(Library, EntryPoint = "virSetErrorFunc")]
    private static unsafe partial void SetErrorFunction(nint userData, delegate* unmanaged[Cdecl]<nint, nint, void> handler);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ignore(nint userData, nint error)
    {
    }

    /// <summary>A virConnectPtr.</summary>
    internal sealed class SafeConnection() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle() => CloseConnection(handle) >= 0;
    }

    /// <summary>A virDomainPtr.</summary>
    internal sealed class SafeDomain() : SafeHandle(0, ownsHandle: true)
    {
        public SafeDomain(nint domain)
            : this() => SetHandle(domain);

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle() => FreeDomain(handle) == 0;
    }
}
