using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Qga.Machines;
using static Qga.Vm.Guest;

namespace Qga.Vm;

[Collection(SharedGuest.Name)]
public sealed class FileTests(Guest guest)
{
    [Fact]
    public async Task What_is_written_is_in_the_guest_and_is_read_back()
    {
        byte[] content = RandomNumberGenerator.GetBytes(300_000);
        string sum = Convert.ToHexStringLower(SHA256.HashData(content));

        long handle = await OpenAsync("/mnt/xfs/file", "w");
        foreach (byte[] piece in content.Chunk(64 * 1024))
            Assert.Equal(piece.Length, (int)(await CallAsync("guest-file-write", handle, $", \"buf-b64\": \"{Convert.ToBase64String(piece)}\""))["count"]!);
        await CallAsync("guest-file-close", handle);
        Assert.Equal(sum, (await guest.Shell.RunAsync("sha256sum /mnt/xfs/file"))[..64]);

        handle = await OpenAsync("/mnt/xfs/file", "r");
        using MemoryStream back = new();
        for (bool end = false; !end;)
        {
            JsonNode read = await CallAsync("guest-file-read", handle, """, "count": 100000""");
            byte[] piece = Convert.FromBase64String((string)read["buf-b64"]!);
            Assert.Equal(piece.Length, (int)read["count"]!);
            back.Write(piece);
            end = (bool)read["eof"]!;
        }

        await CallAsync("guest-file-close", handle);
        Assert.Equal(sum, Convert.ToHexStringLower(SHA256.HashData(back.ToArray())));
    }

    /// <summary>On an emulated processor base64 goes through tables, eight characters at a time, and the rest through the framework.</summary>
    [Fact]
    public async Task Payload_of_every_length_passes_and_what_is_none_is_refused()
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        byte[] content = RandomNumberGenerator.GetBytes(200_000);
        long handle = await OpenAsync("/guest/base64", "w+");
        foreach (int length in Enumerable.Range(0, 40).Concat([.. Enumerable.Range(98_300, 8), 200_000]))
        {
            string text = Convert.ToBase64String(content, 0, length);
            await RewindAsync();
            await CallAsync("guest-file-write", handle, $", \"buf-b64\": \"{text}\"");
            await RewindAsync();
            Assert.Equal(text, (string?)(await CallAsync("guest-file-read", handle, $", \"count\": {length}"))["buf-b64"]);
        }

        foreach (string character in new[] { " ", "!", "-", "_", "{", "\u007f", "ù", "\\u0000" })
        {
            foreach (int offset in Enumerable.Range(0, 24))
            {
                string sent = $"{Alphabet[..offset]}{character}{Alphabet[..(64 - offset)]}";
                JsonObject arguments = Arguments($$"""{"handle": {{handle}}, "buf-b64": "{{sent}}"}""");
                string refusal = await guest.Agent.RefusalAsync("guest-file-write", arguments);
                Assert.Contains("Base64 data contains invalid characters", refusal, StringComparison.Ordinal);
            }
        }

        await CallAsync("guest-file-close", handle);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), (await guest.Shell.RunAsync("sha256sum /guest/base64"))[..64]);

        Task RewindAsync() => CallAsync("guest-file-seek", handle, """, "offset": 0, "whence": "set" """);
    }

    [Fact]
    public async Task Seek_and_flush_work_on_the_guests_file()
    {
        long handle = await OpenAsync("/mnt/ext4/seek", "w+");
        await CallAsync("guest-file-write", handle, ", \"buf-b64\": \"" + Convert.ToBase64String("0123456789"u8) + "\"");
        await CallAsync("guest-file-flush", handle);
        Assert.Equal("0123456789", await guest.Shell.RunAsync("cat /mnt/ext4/seek"));
        Assert.Equal(7, (int)(await CallAsync("guest-file-seek", handle, """, "offset": -3, "whence": "end" """))["position"]!);
        Assert.Equal(Convert.ToBase64String("789"u8), (string?)(await CallAsync("guest-file-read", handle))["buf-b64"]);
        await CallAsync("guest-file-close", handle);
    }

    [Fact]
    public async Task A_full_disk_is_told()
    {
        await guest.Shell.RunAsync("mkdir -p /guest/small && mount -t tmpfs -o size=64k small /guest/small");
        try
        {
            long handle = await OpenAsync("/guest/small/file", "w");
            JsonObject arguments = Arguments($$"""{"handle": {{handle}}, "buf-b64": "{{Convert.ToBase64String(new byte[128 * 1024])}}"}""");
            Assert.Contains("No space left on device", await guest.Agent.RefusalAsync("guest-file-write", arguments), StringComparison.Ordinal);
            await guest.Agent.GuestFileCloseAsync(handle, TestContext.Current.CancellationToken);
        }
        finally
        {
            await guest.Shell.RunAsync("umount --lazy /guest/small");
        }
    }

    [Theory]
    [InlineData("guest-file-open", """{"path": "/mnt/ext4/none"}""", "failed to open file '/mnt/ext4/none' (mode: 'r'): No such file or directory")]
    [InlineData("guest-file-open", """{"path": "/mnt/ext4/none", "mode": "x"}""", "invalid file open mode 'x'")]
    [InlineData("guest-file-read", """{"handle": 1}""", "handle '1' has not been found")]
    [InlineData("guest-file-close", """{"handle": "1000"}""", "Invalid parameter type for 'handle', expected: integer")]
    public async Task Bad_input_is_refused_and_makes_no_file(string command, string arguments, string refusal)
    {
        Assert.Equal("GenericError: " + refusal, await guest.Agent.RefusalAsync(command, Arguments(arguments)));
        await guest.Shell.RunAsync("test ! -e /mnt/ext4/none");
    }

    private async Task<long> OpenAsync(string path, string mode) =>
        (long)await guest.Agent.CallJsonAsync("guest-file-open", Arguments($$"""{"path": "{{path}}", "mode": "{{mode}}"}"""));

    private Task<JsonNode> CallAsync(string command, long handle, string more = "") =>
        guest.Agent.CallJsonAsync(command, Arguments($$"""{"handle": {{handle}}{{more}}}"""));
}
