using System.Formats.Tar;
using System.Text;

namespace Qga.Cli.Reporting;

/// <summary>Writes a report as one file: a tar archive with a folder in it.</summary>
internal static class ReportArchive
{
    public static async Task WriteAsync(
        Stream output, string folder, IReadOnlyList<ReportEntry> entries, DateTimeOffset time, CancellationToken cancellationToken)
    {
        TarWriter writer = new(output, TarEntryFormat.Pax, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            foreach (ReportEntry entry in entries)
            {
                using MemoryStream content = new(Encoding.UTF8.GetBytes(entry.Text));
                PaxTarEntry file = new(TarEntryType.RegularFile, $"{folder}/{entry.Name}") { DataStream = content, ModificationTime = time };
                await writer.WriteEntryAsync(file, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
