using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Qga.Machines;
using static Qga.Demo.Story;

namespace Qga.Demo;

/// <summary>The harmless steps, which do for any machine that an agent runs on: looking around, and a file of one's own.</summary>
internal sealed class Looking(Story story, AgentChannel agent)
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
        JsonNode info = await agent.CallAsync("guest-info");
        Say($"agent {info["version"]}, {info["supported_commands"]!.AsArray().Count} commands");
        JsonNode system = await agent.CallAsync("guest-get-osinfo");
        Say($"{(await agent.CallAsync("guest-get-host-name"))["host-name"]}: {system["pretty-name"]}, Linux {system["kernel-release"]} on {system["machine"]}");
        Say($"{(await agent.CallAsync("guest-get-vcpus")).AsArray().Count} vCPUs");
        DateTimeOffset time = DateTimeOffset.UnixEpoch.AddTicks((long)await agent.CallAsync("guest-get-time") / 100);
        Say($"its clock says {time:yyyy-MM-dd HH:mm:ss} UTC, its load is {(double)(await agent.CallAsync("guest-get-load"))["load1m"]!:0.00}");
    }

    private async Task ListAddressesAsync()
    {
        JsonArray interfaces = (await agent.CallAsync("guest-network-get-interfaces")).AsArray();
        foreach (JsonNode? card in interfaces)
        {
            IEnumerable<string> addresses = (card!["ip-addresses"]?.AsArray() ?? []).Select(address => $"{address!["ip-address"]}/{address["prefix"]}");
            Say($"{card["name"],-8} {card["hardware-address"],-18} {string.Join(", ", addresses)}");
        }

        Check(interfaces.Any(card => (string?)card!["name"] == "lo"), "there is no loopback interface");
    }

    private async Task ListFilesystemsAsync()
    {
        JsonArray filesystems = (await agent.CallAsync("guest-get-fsinfo")).AsArray();
        foreach (JsonNode? entry in filesystems)
        {
            JsonNode? disk = entry!["disk"]!.AsArray().FirstOrDefault();
            string used = $"{Megabytes(entry["used-bytes"])} of {Megabytes(entry["total-bytes"])} MB used";
            string place = disk is null ? "" : $", a disk on {disk["bus-type"]}, serial {disk["serial"] ?? "none"}";
            Say($"{entry["mountpoint"],-12} {entry["type"],-6} {used} on {entry["name"]}{place}");
        }
    }

    private async Task CopyAsync(string path)
    {
        byte[] content = RandomNumberGenerator.GetBytes(1 << 20);
        long handle = (long)await agent.CallAsync("guest-file-open", new() { ["path"] = path, ["mode"] = "w" });
        foreach (byte[] piece in content.Chunk(256 * 1024))
            await agent.CallAsync("guest-file-write", new() { ["handle"] = handle, ["buf-b64"] = Convert.ToBase64String(piece) });
        await agent.CallAsync("guest-file-close", new() { ["handle"] = handle });

        string written = Convert.ToHexStringLower(SHA256.HashData(content));
        string read = Convert.ToHexStringLower(SHA256.HashData(await ReadAsync(path)));
        Say($"{path}, 1 MiB: sha256 {written[..16]}… written, {read[..16]}… read");
        Check(written == read, "the checksums differ");
    }

    private async Task<byte[]> ReadAsync(string path)
    {
        long handle = (long)await agent.CallAsync("guest-file-open", new() { ["path"] = path });
        using MemoryStream content = new();
        for (bool end = false; !end;)
        {
            JsonNode read = await agent.CallAsync("guest-file-read", new() { ["handle"] = handle, ["count"] = 256 * 1024 });
            content.Write(Convert.FromBase64String((string)read["buf-b64"]!));
            end = (bool)read["eof"]!;
        }

        await agent.CallAsync("guest-file-close", new() { ["handle"] = handle });
        return content.ToArray();
    }

    private static string Megabytes(JsonNode? bytes) => bytes is null ? "?" : $"{(double)bytes / 1e6:0}";
}
