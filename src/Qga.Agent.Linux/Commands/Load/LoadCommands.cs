using Qapi.Runtime.Errors;
using Qga.Agent.Generated;
using Qga.Contracts;
using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Linux.ProcFs;

namespace Qga.Agent.Linux.Commands.Load;

/// <summary>Load and processor times of the guest.</summary>
/// <param name="statFile">Usually /proc/stat; proc_stat(5).</param>
/// <param name="ticksPerSecond">The unit of the file's counters: sysconf(_SC_CLK_TCK).</param>
internal sealed class LoadCommands(string statFile, long ticksPerSecond) : LoadCommandsBase
{
    /// <inheritdoc/>
    public override CommandResult<IReadOnlyList<GuestCpuStats>> GuestGetCpustats()
    {
        using FileContent content = WholeFile.Read(statFile);
        if (!content.Error.IsSuccess)
        {
            return QapiError.Generic(content.Error.Describe($"Could not open '{statFile}'"));
        }

        return Parse(content.Bytes);
    }

    /// <summary>Reads the file's lines up to the first of a processor's that is not understood.</summary>
    internal List<GuestCpuStats> Parse(ReadOnlySpan<byte> text)
    {
        List<GuestCpuStats> processors = [];
        foreach (Range range in text.Split((byte)'\n'))
        {
            FieldReader fields = new(text[range]);
            ReadOnlySpan<byte> name = fields.Next();

            // The line "cpu" has the sums of all.
            if (name.StartsWith("cpu"u8) && KernelNumber.TryParse(name[3..], out ulong number))
            {
                if (Describe((long)number, fields) is not { } processor)
                {
                    break;
                }

                processors.Add(new GuestCpuStats.Linux { Content = processor });
            }
        }

        return processors;
    }

    /// <inheritdoc/>
    public override CommandResult<GuestLoadAverage> GuestGetLoad()
    {
        Span<double> averages = stackalloc double[3];
        return Libc.TryGetLoadAverage(averages)
            ? new GuestLoadAverage { Load1m = averages[0], Load5m = averages[1], Load15m = averages[2] }
            : QapiError.Generic("cannot query load average");
    }

    private GuestLinuxCpuStats? Describe(long number, FieldReader fields) =>
        TryNext(ref fields) is { } user && TryNext(ref fields) is { } nice && TryNext(ref fields) is { } system && TryNext(ref fields) is { } idle
            ? new()
            {
                Cpu = number,
                User = user,
                Nice = nice,
                System = system,
                Idle = idle,
                Iowait = TryNext(ref fields),
                Irq = TryNext(ref fields),
                Softirq = TryNext(ref fields),
                Steal = TryNext(ref fields),
                Guest = TryNext(ref fields),
                Guestnice = TryNext(ref fields),
            }
            : null;

    private ulong? TryNext(ref FieldReader fields) => fields.TryNext(out ulong ticks) ? ticks * 1000 / (ulong)ticksPerSecond : null;
}
