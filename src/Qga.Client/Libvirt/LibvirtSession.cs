using System.Runtime.InteropServices;

namespace Qga.Client;

/// <summary>A connection to libvirt, used by one thread. All members block.</summary>
/// <param name="uri">Where to; null: libvirt's default.</param>
internal sealed class LibvirtSession(string? uri) : IDisposable
{
    private const int UuidLength = 37;

    // virConnectListAllDomains: no filter.
    private const uint AllDomains = 0;

    private LibvirtNative.SafeConnection? _connection;

    /// <summary>The connection in words.</summary>
    public string Name => uri is null ? "libvirt" : $"libvirt at {uri}";

    /// <summary>Whether the connection is known to have ended.</summary>
    public bool IsEnded => _connection is null || LibvirtNative.IsAlive(_connection) == 0;

    /// <summary>Connects.</summary>
    /// <exception cref="GuestUnreachableException">libvirt is not installed, or does not let us in.</exception>
    public void Open(bool readOnly)
    {
        try
        {
            LibvirtNative.Load();
            LibvirtNative.Silence();
            _connection = readOnly ? LibvirtNative.OpenReadOnly(uri) : LibvirtNative.Open(uri);
        }
        catch (DllNotFoundException problem)
        {
            throw new GuestUnreachableException(
                "libvirt is not installed: libvirt.so.0 and libvirt-qemu.so.0 are in the package libvirt0 (Debian, Ubuntu) or libvirt-libs (Fedora, RHEL)",
                problem);
        }

        if (_connection.IsInvalid)
        {
            throw LibvirtError.Last().ToUnreachable($"cannot connect to {Name}");
        }
    }

    /// <summary>Looks a domain up by its UUID or name.</summary>
    /// <exception cref="GuestNotFoundException">There is none.</exception>
    /// <exception cref="GuestUnreachableException">libvirt does not say.</exception>
    public LibvirtNative.SafeDomain FindDomain(string domain)
    {
        // A name may have the form of a UUID.
        LibvirtNative.SafeDomain? found = Guid.TryParseExact(domain, "D", out _) ? LibvirtNative.LookupByUuid(_connection!, domain) : null;
        if (found is null or { IsInvalid: true })
        {
            found?.Dispose();
            found = LibvirtNative.LookupByName(_connection!, domain);
        }

        if (found.IsInvalid)
        {
            found.Dispose();
            throw LibvirtError.Last().ToUnreachable($"{Name} has no domain {domain}");
        }

        return found;
    }

    /// <summary>All domains, running or not.</summary>
    /// <exception cref="GuestUnreachableException">libvirt does not say.</exception>
    public List<LibvirtGuest> ListDomains()
    {
        int count = LibvirtNative.ListAllDomains(_connection!, out nint array, AllDomains);
        if (count < 0)
        {
            throw LibvirtError.Last().ToUnreachable($"{Name} does not list its domains");
        }

        LibvirtNative.SafeDomain[] domains =
            [.. Enumerable.Range(0, count).Select(index => new LibvirtNative.SafeDomain(Marshal.ReadIntPtr(array, index * nint.Size)))];
        LibvirtNative.FreeMemory(array);
        List<LibvirtGuest> guests = [];
        try
        {
            foreach (LibvirtNative.SafeDomain domain in domains)
            {
                if (Describe(domain) is { } guest)
                {
                    guests.Add(guest);
                }
            }
        }
        finally
        {
            Array.ForEach(domains, domain => domain.Dispose());
        }

        return guests;
    }

    /// <summary>What the domain is doing.</summary>
    public static LibvirtGuestState? GetState(LibvirtNative.SafeDomain domain) =>
        LibvirtNative.GetState(domain, out int state, out _, 0) < 0 ? null
        : Enum.IsDefined((LibvirtGuestState)state) ? (LibvirtGuestState)state
        : LibvirtGuestState.Unknown;

    /// <summary>Sends a command to a domain's monitor.</summary>
    /// <exception cref="GuestUnreachableException">It cannot be sent.</exception>
    public string MonitorCommand(LibvirtNative.SafeDomain domain, string name, string command)
    {
        if (LibvirtNative.MonitorCommand(domain, command, out nint result, 0) >= 0)
        {
            return TakeText(result);
        }

        LibvirtError error = LibvirtError.Last();
        throw IsEnded
            ? new GuestConnectionLostException($"the connection to {Name} is lost: {error.Message}")
            : error.ToUnreachable($"{Name} gives no access to the monitor of {name}");
    }

    /// <summary>Disconnects.</summary>
    public void Dispose() => _connection?.Dispose();

    // Null: it has gone meanwhile.
    private LibvirtGuest? Describe(LibvirtNative.SafeDomain domain)
    {
        string name = Marshal.PtrToStringUTF8(LibvirtNative.GetName(domain))!;
        byte[] uuid = new byte[UuidLength];
        _ = LibvirtNative.GetUuid(domain, uuid);
        nint xml = 0;
        if (GetState(domain) is { } state && (xml = LibvirtNative.GetXml(domain, 0)) != 0)
        {
            LibvirtDescription description = LibvirtDescription.Parse(TakeText(xml));
            return new(
                name, Guid.Parse(uuid.AsSpan(0, UuidLength - 1)), state,
                description.HasAgentChannel, description.IsAgentConnected, description.AgentSocket, description.MonitorSocket);
        }

        LibvirtError error = LibvirtError.Last();
        return error.Code == LibvirtErrorCode.NoDomain ? null : throw error.ToUnreachable($"{Name} does not describe {name}");
    }

    private static string TakeText(nint text)
    {
        string result = Marshal.PtrToStringUTF8(text)!;
        LibvirtNative.FreeMemory(text);
        return result;
    }
}
