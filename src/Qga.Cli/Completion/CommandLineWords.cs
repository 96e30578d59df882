using System.Text;

namespace Qga.Cli.Completion;

/// <summary>Takes a line that is being typed apart, as a shell does with quotes and backslashes.</summary>
internal static class CommandLineWords
{
    /// <summary>The words of a line; the last one is the one under the cursor, and empty behind a blank.</summary>
    public static IReadOnlyList<string> Split(string line)
    {
        List<string> words = [];
        StringBuilder word = new();
        char quote = '\0';
        for (int index = 0; index < line.Length; index++)
        {
            char one = line[index];
            if (one == '\\' && quote != '\'' && index + 1 < line.Length)
            {
                word.Append(line[++index]);
            }
            else if (quote != '\0' ? one == quote : one is '"' or '\'')
            {
                quote = quote == '\0' ? one : '\0';
            }
            else if (quote == '\0' && char.IsWhiteSpace(one))
            {
                words.Add(word.ToString());
                word.Clear();
            }
            else
            {
                word.Append(one);
            }
        }

        return [.. words.Where(done => done.Length > 0), word.ToString()];
    }
}
