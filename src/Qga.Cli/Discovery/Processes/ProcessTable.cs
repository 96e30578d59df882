using System.Globalization;
using System.Text;

namespace Qga.Cli.Discovery.Processes;

/// <summary>The processes of this host.</summary>
/// <param name="root">Where /proc is.</param>
internal sealed class ProcessTable(string root)
{
    /// <summary>Reads those whose program may be a hypervisor.</summary>
    /// <param name="isWanted">Whether a program is wanted, by its name.</param>
    /// <param name="notice">Takes what the user should know: that processes cannot be seen.</param>
    public IReadOnlyList<HostProcess> Read(Func<string, bool> isWanted, Action<string> notice)
    {
        List<HostProcess> found = [];
        int unreadable = 0;
        foreach (string folder in ListFolders())
        {
            if (!int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            {
                continue;
            }

            try
            {
                if (ReadWords($"{folder}/cmdline") is [var program, ..] words && isWanted(Path.GetFileName(program)))
                {
                    found.Add(new(id, folder, words));
                }
            }
            catch (UnauthorizedAccessException)
            {
                unreadable++;
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }

        if (unreadable > 0)
        {
            notice($"{unreadable} of the processes cannot be read: guests of other users are not listed; root sees them");
        }
        else if (HidesProcesses())
        {
            notice("/proc hides the processes of others (hidepid): guests of other users are not listed; root sees them");
        }

        return [.. found.OrderBy(process => process.Id)];
    }

    private string[] ListFolders()
    {
        try
        {
            return Directory.GetDirectories(root);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // Words end with a NUL each; a process that rewrites its title may leave out the last.
    private static string[] ReadWords(string path)
    {
        byte[] line = File.ReadAllBytes(path);
        return line.Length == 0 ? [] : Encoding.UTF8.GetString(line.AsSpan().TrimEnd((byte)0)).Split('\0');
    }

    // proc /proc proc rw,nosuid,nodev,noexec,relatime,hidepid=invisible 0 0: proc(5); root sees everything.
    private bool HidesProcesses()
    {
        if (Environment.IsPrivilegedProcess)
        {
            return false;
        }

        try
        {
            return File.ReadLines($"{root}/mounts")
                .Select(line => line.Split(' '))
                .Any(fields => fields is [_, "/proc", "proc", var options, ..]
                    && options.Contains("hidepid=", StringComparison.Ordinal)
                    && !options.Contains("hidepid=0", StringComparison.Ordinal)
                    && !options.Contains("hidepid=off", StringComparison.Ordinal));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
