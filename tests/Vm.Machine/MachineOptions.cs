namespace Qga.Machines;

/// <summary>What differs between the machines of the checks.</summary>
public sealed record MachineOptions
{
    /// <summary>The agent's binary, which becomes /guest/bin/qemu-ga in the guest.</summary>
    public required string Agent { get; init; }

    /// <summary>QEMU's accelerator. KVM can be there and still hang a guest's kernel, so it is for those who ask for it.</summary>
    public string Accelerator { get; init; } = "tcg,thread=multi";

    /// <summary>The processors, in the words of QEMU's -smp.</summary>
    public string Processors { get; init; } = "2";

    /// <summary>The memory, in the words of QEMU's -m.</summary>
    public string Memory { get; init; } = "512M";

    /// <summary>The initramfs; null: the image's own.</summary>
    public string? Initramfs { get; init; }

    /// <summary>Further words for QEMU's command line.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    /// <summary>Whether the machine ends with the process that started it.</summary>
    public bool Leashed { get; init; } = true;
}
