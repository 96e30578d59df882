namespace Qapi.Runtime.Cataloguing;

internal static class CatalogText
{
    // An abbreviation such as "e.g." has no blank and capital letter behind it; sentences of a schema do.
    public static string FirstSentence(string text)
    {
        string paragraph = text.Split("\n\n", 2)[0];
        for (int end = paragraph.IndexOf(". ", StringComparison.Ordinal); end >= 0; end = paragraph.IndexOf(". ", end + 1, StringComparison.Ordinal))
        {
            if (end + 2 < paragraph.Length && char.IsUpper(paragraph[end + 2]))
            {
                return paragraph[..end];
            }
        }

        return paragraph.TrimEnd('.', ':');
    }
}
