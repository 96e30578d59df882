using Qga.Cli.Looking;

namespace Qga.Cli.Top;

/// <summary>What a guest told at one moment. What is null it does not tell.</summary>
/// <param name="Moment">When it was asked, as a timestamp of the host's.</param>
/// <param name="Cpus">What its processors have done together.</param>
/// <param name="CpuCount">How many processors are online.</param>
/// <param name="Disks">What its whole disks have done together.</param>
/// <param name="Received">How much its network cards have received, in bytes.</param>
/// <param name="Sent">How much they have sent.</param>
/// <param name="Load">The load average of the last minute.</param>
/// <param name="Memory">How its memory is used.</param>
internal sealed record TopSample(
    long Moment, CpuTimes? Cpus, int CpuCount, DiskCounters? Disks, ulong? Received, ulong? Sent, double? Load, MemoryUse? Memory);
