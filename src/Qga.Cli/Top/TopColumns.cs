using Qga.Cli.Output;

namespace Qga.Cli.Top;

/// <summary>The columns of the live table, by which it can be sorted.</summary>
internal static class TopColumns
{
    public static IReadOnlyList<TopColumn> All { get; } =
    [
        new(new("CPU", "cpu-share", ValueKind.Share), row => row.Cpu),
        new(new("STEAL", "steal-share", ValueKind.Share), row => row.Steal),
        new(new("IOWAIT", "iowait-share", ValueKind.Share), row => row.IoWait),
        new(new("CPUS", "cpus", ValueKind.Number), row => row.CpuCount > 0 ? row.CpuCount : null),
        new(new("LOAD", "load-1m", ValueKind.Number), row => row.Load),
        new(new("MEM", "memory-share", ValueKind.Share), row => row.MemoryShare),
        new(new("OF", "memory-total", ValueKind.Bytes), row => row.MemoryTotal),
        new(new("READ/s", "read-rate", ValueKind.Bytes), row => row.ReadRate),
        new(new("WRITE/s", "write-rate", ValueKind.Bytes), row => row.WriteRate),
        new(new("RECV/s", "receive-rate", ValueKind.Bytes), row => row.ReceiveRate),
        new(new("SEND/s", "send-rate", ValueKind.Bytes), row => row.SendRate),
    ];

    public static IReadOnlyList<Column> Columns { get; } = [.. All.Select(column => column.Column)];

    public static object?[] RowOf(TopRow row) => [.. All.Select(column => (object?)column.ValueOf(row))];
}

/// <param name="Column">The column.</param>
/// <param name="ValueOf">Its value.</param>
internal sealed record TopColumn(Column Column, Func<TopRow, double?> ValueOf);
