using System.Formats.Tar;
using System.Text;

namespace Qga.Cli.Reporting;

/// <summary>Writes a report as one file: a tar archive with a folder in it.</summary>
internal static class ReportArchive
{
    /// <summary>Writes each file as soon as it is there.</summary>
    /// <returns>The names of the files.</returns>
    public static async Task<IReadOnlyList<string>> WriteAsync(
        Stream output, string folder, IAsyncEnumerable<ReportEntry> entries, DateTimeOffset time, CancellationToken cancellationToken)
    {
        List<string> names = [];
        TarWriter writer = new(output, TarEntryFormat.Pax, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            await foreach (ReportEntry entry in entries.ConfigureAwait(false))
            {
                using MemoryStream content = new(Encoding.UTF8.GetBytes(entry.Text));
                PaxTarEntry file = new(TarEntryType.RegularFile, $"{folder}/{entry.Name}") { DataStream = content, ModificationTime = time };
                await writer.WriteEntryAsync(file, cancellationToken).ConfigureAwait(false);
                await output.FlushAsync(cancellationToken).ConfigureAwait(false);
                names.Add(entry.Name);
            }
        }

        return names;
    }
}
