using System.Security.Cryptography;
using System.Text;
using Qga.Client;
using Qga.Contracts;
using static Qga.Demo.Story;

namespace Qga.Demo;

/// <summary>The harmless steps, which do for any machine that an agent runs on: looking around, and a file of one's own.</summary>
internal sealed class Looking(Story story, GuestAgentClient agent)
{
    /// <summary>Shows all of them.</summary>
    /// <param name="folder">Where the file may be written.</param>
    public async Task ShowAsync(string folder)
    {
        await story.ShowAsync("What the guest is", DescribeAsync);
        await story.ShowAsync("Its addresses", ListAddressesAsync);
        await story.ShowAsync("Its file systems", ListFilesystemsAsync);
        await story.ShowAsync("A file is written and read back", () => CopyAsync($"{folder}/from-the-host"));
    }

    private async Task DescribeAsync()
    {
        GuestAgentInfo info = await agent.GuestInfoAsync();
        Say($"agent {info.Version}, {info.SupportedCommands.Count} commands");
        GuestOSInfo system = await agent.GuestGetOsinfoAsync();
        Say($"{(await agent.GuestGetHostNameAsync()).HostName}: {system.PrettyName}, Linux {system.KernelRelease} on {system.Machine}");
        Say($"{(await agent.GuestGetVcpusAsync()).Count} vCPUs");
        DateTimeOffset time = DateTimeOffset.UnixEpoch.AddTicks(await agent.GuestGetTimeAsync() / 100);
        Say($"its clock says {time:yyyy-MM-dd HH:mm:ss} UTC, its load is {(await agent.GuestGetLoadAsync()).Load1m:0.00}");
    }

    private async Task ListAddressesAsync()
    {
        IReadOnlyList<GuestNetworkInterface> interfaces = await agent.GuestNetworkGetInterfacesAsync();
        foreach (GuestNetworkInterface card in interfaces)
        {
            IEnumerable<string> addresses = (card.IpAddresses ?? []).Select(address => $"{address.IpAddress}/{address.Prefix}");
            Say($"{card.Name,-8} {card.HardwareAddress,-18} {string.Join(", ", addresses)}");
        }

        Check(interfaces.Any(card => card.Name == "lo"), "there is no loopback interface");
    }

    private async Task ListFilesystemsAsync()
    {
        foreach (GuestFilesystemInfo filesystem in await agent.GuestGetFsinfoAsync())
        {
            GuestDiskAddress? disk = filesystem.Disk is [GuestDiskAddress first, ..] ? first : null;
            string used = $"{Megabytes(filesystem.UsedBytes)} of {Megabytes(filesystem.TotalBytes)} MB used";
            string place = disk is null
                ? ""
                : $", a disk on {Encoding.UTF8.GetString(GuestDiskBusTypeCodec.Name(disk.BusType))}, serial {disk.Serial ?? "none"}";
            Say($"{filesystem.Mountpoint,-12} {filesystem.Type,-6} {used} on {filesystem.Name}{place}");
        }
    }

    private async Task CopyAsync(string path)
    {
        byte[] content = RandomNumberGenerator.GetBytes(1 << 20);
        long handle = await agent.GuestFileOpenAsync(path, "w");
        foreach (byte[] piece in content.Chunk(256 * 1024))
            await agent.GuestFileWriteAsync(handle, piece);
        await agent.GuestFileCloseAsync(handle);

        string written = Convert.ToHexStringLower(SHA256.HashData(content));
        string read = Convert.ToHexStringLower(SHA256.HashData(await ReadAsync(path)));
        Say($"{path}, 1 MiB: sha256 {written[..16]}… written, {read[..16]}… read");
        Check(written == read, "the checksums differ");
    }

    private async Task<byte[]> ReadAsync(string path)
    {
        long handle = await agent.GuestFileOpenAsync(path);
        using MemoryStream content = new();
        for (bool end = false; !end;)
        {
            GuestFileRead read = await agent.GuestFileReadAsync(handle, 256 * 1024);
            content.Write(read.BufB64.ToMemory().Span);
            end = read.Eof;
        }

        await agent.GuestFileCloseAsync(handle);
        return content.ToArray();
    }

    private static string Megabytes(ulong? bytes) => bytes is null ? "?" : $"{bytes / 1e6:0}";
}
