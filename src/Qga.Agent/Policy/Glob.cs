namespace Qga.Agent.Policy;

/// <summary>
/// A pattern for paths and names: <c>?</c> stands for one character, <c>*</c> for any number, neither for a slash; <c>**</c> stands for any characters.
/// </summary>
internal static class Glob
{
    /// <summary>Whether a whole text fits a pattern; case matters.</summary>
    public static bool Fits(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int at = 0;
        int position = 0;

        // Where to go on if what follows the last star, or the last two, does not fit: the star takes one character more.
        int afterOne = -1, fromOne = 0, afterTwo = -1, fromTwo = 0;
        while (position < text.Length || at < pattern.Length)
        {
            if (pattern[at..].StartsWith("**"))
            {
                (afterTwo, fromTwo, afterOne) = (at += 2, position, -1);
            }
            else if (at < pattern.Length && pattern[at] == '*')
            {
                (afterOne, fromOne) = (++at, position);
            }
            else if (at < pattern.Length && position < text.Length && FitsOne(pattern[at], text[position]))
            {
                at++;
                position++;
            }
            else if (afterOne >= 0 && fromOne < text.Length && text[fromOne] != '/')
            {
                (at, position) = (afterOne, ++fromOne);
            }
            else if (afterTwo >= 0 && fromTwo < text.Length)
            {
                (at, position, afterOne) = (afterTwo, ++fromTwo, -1);
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private static bool FitsOne(char pattern, char letter) => pattern == '?' ? letter != '/' : pattern == letter;
}
