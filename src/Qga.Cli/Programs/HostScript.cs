using System.Text;
using Qga.Cli.Failures;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Programs;

/// <summary>A script or a program of this host that guests shall run.</summary>
internal sealed class HostScript : IDisposable
{
    private const int LongestFirstLine = 256;

    private readonly bool _isTemporary;

    private HostScript(string path, string name, bool isTemporary) => (Path, Name, _isTemporary) = (path, name, isTemporary);

    /// <summary>Where it is on this host.</summary>
    public string Path { get; }

    /// <summary>How it is called in the guest.</summary>
    public string Name { get; }

    /// <summary>Finds the file, or makes one of standard input.</summary>
    /// <exception cref="VerbException">There is no such file.</exception>
    public static async Task<HostScript> OpenAsync(string file, Terminal terminal, CancellationToken cancellationToken)
    {
        if (file != "-")
        {
            return File.Exists(file)
                ? new(file, System.IO.Path.GetFileName(file), false)
                : throw new VerbException($"{file}: there is no such file on this host");
        }

        HostScript script = new(System.IO.Path.GetTempFileName(), "script", true);
        try
        {
            FileStream copy = new(script.Path, FileMode.Create);
            await using (copy.ConfigureAwait(false))
            {
                await new CancellableInput(terminal.Input()).CopyToAsync(copy, cancellationToken).ConfigureAwait(false);
            }

            return script;
        }
        catch
        {
            script.Dispose();
            throw;
        }
    }

    /// <summary>
    /// How its copy is run. The interpreter of the first line is called by name, so that a script runs from a file system that is mounted noexec.
    /// </summary>
    public async Task<GuestCommandLine> CommandAsync(GuestAgentClient client, string path, string[] words, CancellationToken cancellationToken)
    {
        byte[] start = new byte[LongestFirstLine];
        using (FileStream file = File.OpenRead(Path))
        {
            start = start[..await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false)];
        }

        if (start.AsSpan().StartsWith("\u007FELF"u8))
        {
            await GuestShellText.RunSuccessfullyAsync(client, "chmod 700 -- \"$1\"", [path], Invocation.DefaultLimit, cancellationToken).ConfigureAwait(false);
            return new(path, words);
        }

        return Interpreter(start) is [string interpreter, .. string[] argument]
            ? new(interpreter, [.. argument, path, .. words])
            : new("/bin/sh", [path, .. words]);
    }

    public void Dispose()
    {
        if (_isTemporary)
        {
            File.Delete(Path);
        }
    }

    // As the kernel reads it: a path, and all the rest as one argument.
    private static string[] Interpreter(ReadOnlySpan<byte> start)
    {
        if (!start.StartsWith("#!"u8))
        {
            return [];
        }

        int end = start.IndexOf((byte)'\n');
        string line = Encoding.UTF8.GetString(start[2..(end < 0 ? start.Length : end)]).Trim();
        return line.Split((char[])[' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
