using System.Security.Cryptography;
using static Qga.Demo.Story;

namespace Qga.Demo;

/// <summary>The harmless steps, which do for any machine that an agent runs on: looking around, and a file of one's own.</summary>
/// <param name="story">Tells them.</param>
/// <param name="qga">The host's tool.</param>
/// <param name="guest">How the tool calls the guest.</param>
/// <param name="folder">A folder of the host's for files.</param>
internal sealed class Looking(Story story, ShownTool qga, string guest, string folder)
{
    /// <summary>Shows all of them.</summary>
    /// <param name="guestFolder">Where a file may be written in the guest.</param>
    public async Task ShowAsync(string guestFolder)
    {
        await story.ShowAsync("What the guest is", () => qga.RunAsync("info", guest));
        await story.ShowAsync("Its addresses", async () =>
            Check((await qga.RunAsync("ip", guest)).Contains("127.0.0.1", StringComparison.Ordinal), "there is no loopback address"));
        await story.ShowAsync("Its file systems", () => qga.RunAsync("df", guest));
        await story.ShowAsync("A file is copied there and back", () => CopyAsync($"{guest}:{guestFolder}/from-the-host"));
    }

    private async Task CopyAsync(string place)
    {
        (string original, string back) = (Path.Combine(folder, "original"), Path.Combine(folder, "back"));
        await File.WriteAllBytesAsync(original, RandomNumberGenerator.GetBytes(1 << 20));
        await qga.RunAsync("cp", original, place);
        await qga.RunAsync("cp", place, back);
        (string sent, string received) = (await SumAsync(original), await SumAsync(back));
        Say($"1 MiB: sha256 {sent[..16]}… before, {received[..16]}… after");
        Check(sent == received, "the checksums differ");
    }

    private static async Task<string> SumAsync(string path) => Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path)));
}
