namespace Qga.Cli.Schema;

/// <summary>Finds what a user may have meant.</summary>
internal static class SimilarNames
{
    /// <summary>The name that is most like a word, if one is near enough; null if none is.</summary>
    public static string? Find(string word, IEnumerable<string> names)
    {
        (string? best, int least) = (null, Math.Max(2, word.Length / 4) + 1);
        foreach (string name in names)
        {
            int distance = name.EndsWith($"-{word}", StringComparison.Ordinal) ? 0 : Distance(word, name);
            if (distance < least)
            {
                (best, least) = (name, distance);
            }
        }

        return best;
    }

    // Levenshtein's: how many letters to put in, to leave out or to change.
    private static int Distance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int change = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
