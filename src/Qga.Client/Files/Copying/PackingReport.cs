namespace Qga.Client;

/// <summary>What tar(1) of a guest has said while it packed a tree. Its words are those of the locale C.</summary>
internal static class PackingReport
{
    /// <summary>Reads what was not packed and what has changed meanwhile.</summary>
    /// <param name="text">What it wrote to standard error.</param>
    /// <param name="skipped">Gets what was not packed.</param>
    /// <param name="changed">Gets what was written to while it was packed.</param>
    public static void Read(string text, List<GuestCopySkip> skipped, List<string> changed)
    {
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // tar: ./a/b: Cannot open: Permission denied
            int start = line.IndexOf(": ", StringComparison.Ordinal) + 2;
            int end = start < 2 ? -1 : line.IndexOf(": ", start, StringComparison.Ordinal);
            if (end < 0 || line[start..end] is not ['.', '/', .. string path])
            {
                continue;
            }

            string reason = line[(end + 2)..];
            if (reason.EndsWith("socket ignored", StringComparison.Ordinal))
            {
                skipped.Add(new(path, "it is a device, pipe or socket"));
            }
            else if (reason.Contains("changed as we read it", StringComparison.Ordinal) || reason.Contains("File shrank", StringComparison.Ordinal))
            {
                changed.Add(path);
            }
            else
            {
                skipped.Add(new(path, ReasonOf(reason)) { IsFailure = true });
            }
        }
    }

    private static string ReasonOf(string words) =>
        words.Contains("ermission denied", StringComparison.Ordinal) ? "permission denied"
        : words.Contains("removed before we read it", StringComparison.Ordinal) || words.Contains("No such file", StringComparison.Ordinal)
            ? "it has been removed meanwhile"
        : words;
}
