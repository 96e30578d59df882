using Qapi.Runtime.Reading;

namespace Qga.Client;

/// <summary>Starts programs in the way that the guest allows.</summary>
internal static class ProcessStarter
{
    /// <summary>Starts a program whose output the agent keeps.</summary>
    public static async Task<GuestProcess> StartCapturedAsync(GuestAgentClient client, GuestCommandLine line, CancellationToken cancellationToken)
    {
        if (line.InputStream is null && line.Input.Length <= MaximumInput(client))
        {
            return await StartInAsync(client, line, null, false, cancellationToken).ConfigureAwait(false);
        }

        PrivateFolder? folder = await PrivateFolder.CreateAsync(client, hasOutput: false, cancellationToken).ConfigureAwait(false);
        return await StartInAsync(client, line, folder, false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts a program whose output goes to files, if that can be.</summary>
    public static async Task<GuestProcess> StartLiveAsync(GuestAgentClient client, GuestCommandLine line, CancellationToken cancellationToken)
    {
        PrivateFolder? folder = GuestShell.CanStart(line)
            ? await PrivateFolder.CreateAsync(client, hasOutput: true, cancellationToken).ConfigureAwait(false)
            : null;
        return folder is null
            ? await StartCapturedAsync(client, line, cancellationToken).ConfigureAwait(false)
            : await StartInAsync(client, line, folder, true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Disposes of those that there are.</summary>
    public static async ValueTask DisposeAsync(params IAsyncDisposable?[] parts)
    {
        foreach (IAsyncDisposable? part in parts)
        {
            if (part is not null)
            {
                await part.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    // What goes into the request itself.
    private static int MaximumInput(GuestAgentClient client) => Math.Min(1 << 20, client.LongestWrite);

    private static async Task<GuestProcess> StartInAsync(
        GuestAgentClient client, GuestCommandLine line, PrivateFolder? folder, bool isLive, CancellationToken cancellationToken)
    {
        GuestFile? output = null;
        GuestFile? error = null;
        try
        {
            if (folder is not null && isLive)
            {
                try
                {
                    output = await OpenAsync(client, folder.OutputPath, cancellationToken).ConfigureAwait(false);
                    error = line.MergesError ? null : await OpenAsync(client, folder.ErrorPath, cancellationToken).ConfigureAwait(false);
                }
                catch (GuestAgentRefusedException refusal) when (refusal is GuestCommandBlockedException or GuestCommandUnknownException)
                {
                    // The output comes with the end then; large input cannot be given.
                    await folder.DisposeAsync().ConfigureAwait(false);
                    folder = null;
                }
            }

            Payload? input = await GiveInputAsync(client, line, folder, cancellationToken).ConfigureAwait(false);
            bool captures = line.CapturesOutput && output is null;
            long pid = await StartAsync(client, line, folder?.Path, input, captures, cancellationToken).ConfigureAwait(false);
            return new(client, pid, line.TimeLimit) { Folder = folder, Output = output, Error = error };
        }
        catch
        {
            await DisposeAsync(output, error, folder).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<long> StartAsync(
        GuestAgentClient client, GuestCommandLine line, string? folder, Payload? input, bool captures, CancellationToken cancellationToken)
    {
        if (GuestShell.CanStart(line)
            && await client.TryStartShellAsync(GuestShell.StartArguments(line, folder), input, captures, cancellationToken).ConfigureAwait(false) is { } pid)
        {
            return pid;
        }

        if (line.WorkingDirectory is not null || line.MergesError)
        {
            throw new NotSupportedException("a working directory and merged output need a guest with /bin/sh");
        }

        string[]? environment = line.Environment.Count == 0 ? null : [.. line.Environment.Select(variable => $"{variable.Key}={variable.Value}")];
        return await client.StartProgramAsync(line.Program, line.Arguments, environment, input, captures, cancellationToken).ConfigureAwait(false);
    }

    // In the request, or in a file of the folder if there is one.
    private static async Task<Payload?> GiveInputAsync(
        GuestAgentClient client, GuestCommandLine line, PrivateFolder? folder, CancellationToken cancellationToken)
    {
        if (line.InputStream is null && line.Input.Length <= (folder is null ? client.LongestWrite : MaximumInput(client)))
        {
            return line.Input.IsEmpty ? null : (Payload)line.Input;
        }

        if (folder is null)
        {
            using MemoryStream all = new();
            if (line.InputStream is null)
            {
                all.Write(line.Input.Span);
            }
            else
            {
                await line.InputStream.CopyToAsync(all, cancellationToken).ConfigureAwait(false);
            }

            return all.Length <= client.LongestWrite
                ? new ReadOnlyMemory<byte>(all.GetBuffer(), 0, (int)all.Length)
                : throw new NotSupportedException(
                    $"{all.Length} bytes of input need a guest with /bin/sh whose agent may write files: one request carries {client.LongestWrite} at most");
        }

        GuestFile file = await client.OpenFileAsync(folder.InputPath, GuestFileMode.Create, null, cancellationToken).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            if (line.InputStream is null)
            {
                await file.WriteAsync(line.Input, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await line.InputStream.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
            }
        }

        return null;
    }

    // Little is read at a time, and nothing ahead: as a rule there is less.
    private static Task<GuestFile> OpenAsync(GuestAgentClient client, string path, CancellationToken cancellationToken) =>
        client.OpenFileAsync(path, GuestFileMode.Read, new() { PieceSize = 256 << 10, PiecesInFlight = 1 }, cancellationToken);
}
