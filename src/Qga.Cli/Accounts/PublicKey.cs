namespace Qga.Cli.Accounts;

/// <summary>A line of an authorized_keys or .pub file.</summary>
/// <param name="Line">The line.</param>
/// <param name="Identity">Its kind and key, which make two lines the same key whatever their comments and options say.</param>
/// <param name="Comment">What its comment says; empty: nothing.</param>
internal sealed record PublicKey(string Line, string Identity, string Comment)
{
    private static readonly string[] s_kinds = ["ssh-", "ecdsa-", "sk-ssh-", "sk-ecdsa-"];

    /// <summary>For people: its kind and comment, and the end of the key where it has no comment.</summary>
    public string Shown =>
        $"{Identity[..Identity.IndexOf(' ', StringComparison.Ordinal)]} {(Comment.Length > 0 ? Comment : $"...{Identity[^Math.Min(12, Identity.Length)..]}")}";

    /// <summary>Reads a line.</summary>
    /// <returns>The key; null: it is none.</returns>
    public static PublicKey? Parse(string line)
    {
        string trimmed = line.Trim();
        int start = StartOf(trimmed);
        if (start < 0)
        {
            return null;
        }

        string[] parts = trimmed[start..].Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.Length >= 2 && System.Buffers.Text.Base64.IsValid(parts[1]) && parts[1].Length > 0
            ? new(trimmed, $"{parts[0]} {parts[1]}", parts.Length > 2 ? parts[2] : "")
            : null;
    }

    // Options stand before the kind and may have quoted blanks: from="a b" ssh-ed25519 AAAA...
    private static int StartOf(string line)
    {
        bool isQuoted = false;
        bool isWordStart = true;
        for (int index = 0; index < line.Length; index++)
        {
            if (isWordStart && !isQuoted && s_kinds.Any(kind => line.AsSpan(index).StartsWith(kind, StringComparison.Ordinal)))
            {
                return index;
            }

            isQuoted ^= line[index] == '"' && (index == 0 || line[index - 1] != '\\');
            isWordStart = line[index] is ' ' or '\t';
        }

        return -1;
    }
}
