namespace Qga.Differential;

/// <summary>
/// Files that are opened, written, read, moved about in and closed in any order, the same one in every run. Each handle has a file of its
/// own: what one handle has written and not flushed, another one sees later with QEMU's agent.
/// </summary>
internal static class FileSequences
{
    private const int Steps = 3000;

    // The first one that an agent gives which has no state yet.
    private const int FirstHandle = 1000;

    private static readonly string[] s_modes = ["r", "w", "a", "r+", "w+", "a+"];

    /// <summary>Names of the files that are used, in the agents' own folders.</summary>
    public static IReadOnlyList<string> Files { get; } = ["f0", "f1", "f2", "f3", "f4"];

    /// <summary>The requests, for agents that have given no handle before.</summary>
    public static IEnumerable<Request> All()
    {
        var random = new Random(1000);
        int?[] handles = new int?[Files.Count];
        int next = FirstHandle;
        for (int step = 0; step < Steps; step++)
        {
            int file = random.Next(Files.Count);
            if (handles[file] is not { } handle)
            {
                // At first in a mode that makes the file: an open that fails takes no handle, and the count here would be wrong.
                string mode = next < FirstHandle + (2 * Files.Count) ? "a+" : s_modes[random.Next(s_modes.Length)];
                yield return Call("guest-file-open", $"\"path\": \"{Files[file]}\", \"mode\": \"{mode}\"");
                handles[file] = next++;
                continue;
            }

            Request request = random.Next(12) switch
            {
                0 => Call("guest-file-close", $"\"handle\": {handle}"),
                1 => Call("guest-file-flush", $"\"handle\": {handle}"),
                2 or 3 or 4 => Call("guest-file-read", $"\"handle\": {handle}{Count(random)}"),
                5 or 6 or 7 => Call("guest-file-write", $"\"handle\": {handle}, \"buf-b64\": \"{Data(random)}\""),
                8 => Call("guest-file-write", $"\"handle\": {handle}, \"buf-b64\": \"{Data(random)}\"{Count(random)}"),
                _ => Call("guest-file-seek", $"\"handle\": {handle}, \"offset\": {random.Next(-50, 200)}, \"whence\": {Whence(random)}"),
            };
            yield return request;
            if (request.Subject == "guest-file-close")
            {
                handles[file] = null;
            }
        }

        foreach (int? handle in handles.Where(handle => handle is not null))
        {
            yield return Call("guest-file-close", $"\"handle\": {handle}");
        }
    }

    private static Request Call(string command, string arguments) =>
        new(command, $"{{\"execute\": \"{command}\", \"arguments\": {{{arguments}}}}}", true);

    private static string Count(Random random) => random.Next(3) == 0 ? "" : $", \"count\": {Size(random)}";

    // Now and then more than anybody's buffer has room for.
    private static int Size(Random random) => random.Next(random.Next(20) == 0 ? 200_000 : 300);

    private static string Whence(Random random) => random.Next(6) switch
    {
        0 => "\"set\"",
        1 => "\"cur\"",
        2 => "\"end\"",
        int number => $"{number - 3}",
    };

    private static string Data(Random random)
    {
        byte[] data = new byte[Size(random)];
        random.NextBytes(data);
        return Convert.ToBase64String(data);
    }
}
