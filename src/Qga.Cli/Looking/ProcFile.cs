using System.Text;
using Qga.Client;
using Qga.Contracts;

namespace Qga.Cli.Looking;

/// <summary>Reads what a guest's kernel tells in files, for agents that have no command for it.</summary>
internal static class ProcFile
{
    private const int Piece = 64 << 10;
    private const int Maximum = 4 << 20;

    /// <summary>Reads a file of /proc as text, up to 4 MiB.</summary>
    /// <exception cref="GuestAgentRefusedException">There is no such file, or the agent may not read files.</exception>
    public static async Task<string> ReadAsync(GuestAgentClient client, string path, CancellationToken cancellationToken)
    {
        long handle = await client.GuestFileOpenAsync(path, null, cancellationToken).ConfigureAwait(false);
        try
        {
            using MemoryStream content = new();
            while (content.Length < Maximum)
            {
                GuestFileRead read = await client.GuestFileReadAsync(handle, Piece, cancellationToken).ConfigureAwait(false);
                content.Write(read.BufB64.ToMemory().Span);
                if (read.Eof || read.Count == 0)
                {
                    break;
                }
            }

            return Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length);
        }
        finally
        {
            // A handle that stays open in the guest would be one for ever.
            await client.GuestFileCloseAsync(handle, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
