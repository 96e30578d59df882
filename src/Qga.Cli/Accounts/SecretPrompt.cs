using System.Text;
using Qga.Cli.Output;

namespace Qga.Cli.Accounts;

/// <summary>Asks for a secret on a terminal, which does not show it.</summary>
internal static class SecretPrompt
{
    /// <summary>Asks.</summary>
    /// <param name="terminal">The terminal; its keys are read.</param>
    /// <param name="question">What is asked, on standard error.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was typed; null: the user gave it up (Ctrl-D on an empty line).</returns>
    public static async Task<string?> AskAsync(Terminal terminal, string question, CancellationToken cancellationToken)
    {
        await terminal.Error.WriteAsync(question).ConfigureAwait(false);
        try
        {
            // A key that never comes must not hold up Ctrl-C.
            return await Task.Run(() => ReadLine(terminal.ReadKey), CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await terminal.Error.WriteLineAsync().ConfigureAwait(false);
        }
    }

    private static string? ReadLine(Func<ConsoleKeyInfo> readKey)
    {
        StringBuilder typed = new();
        while (true)
        {
            ConsoleKeyInfo key = readKey();
            bool isControl = key.Modifiers.HasFlag(ConsoleModifiers.Control);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    return typed.ToString();
                case ConsoleKey.D when isControl && typed.Length == 0:
                    return null;
                case ConsoleKey.Backspace when typed.Length > 0:
                    typed.Length -= typed.Length > 1 && char.IsLowSurrogate(typed[^1]) ? 2 : 1;
                    break;
                case ConsoleKey.U when isControl:
                    typed.Clear();
                    break;
                default:
                    typed.Append(key.KeyChar is >= ' ' and not '\u007F' ? key.KeyChar.ToString() : "");
                    break;
            }
        }
    }
}
