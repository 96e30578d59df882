using System.Text;
using System.Text.RegularExpressions;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Invoking;

/// <summary>Shows the dialogue with an agent. Passwords and the content of files do not appear.</summary>
/// <param name="link">The link that is used.</param>
/// <param name="log">Where it is shown.</param>
/// <param name="guest">Whose dialogue it is.</param>
internal sealed partial class DialogueLink(IGuestLink link, TextWriter log, string guest) : IGuestLink
{
    private const int MaximumLine = 2000;

    public bool CanPipeline => link.CanPipeline;

    public ValueTask<T> ExchangeAsync<T>(LinkRequest request, ReplyReader<T> read, CancellationToken cancellationToken)
    {
        Show("->", request.Text.Span);
        return link.ExchangeAsync(request, reply =>
        {
            Show("<-", reply);
            return read(reply);
        }, cancellationToken);
    }

    public ValueTask DisposeAsync() => link.DisposeAsync();

    private void Show(string arrow, ReadOnlySpan<byte> text)
    {
        string line = Secret().Replace(Encoding.UTF8.GetString(text[..Math.Min(text.Length, 64 << 10)]).Trim(), "$1\"...\"");
        string shown = line.Length > MaximumLine ? $"{line[..MaximumLine]}... ({text.Length} bytes)" : line;
        log.WriteLine($"{guest} {arrow} {ValueText.Printable(shown)}");
    }

    // Members that carry a password or bytes: guest-set-user-password, guest-file-write, guest-file-read, guest-exec, guest-exec-status.
    [GeneratedRegex("""("(?:password|buf-b64|input-data|out-data|err-data)":\s*)"[^"]*"?""")]
    private static partial Regex Secret();
}
