namespace Qga.Machines;

/// <summary>The guest's place in the network that QEMU makes up for it.</summary>
public static class GuestNetwork
{
    public const string HardwareAddress = "52:54:00:12:34:56";

    public const string Address = "10.0.2.15";

    public const int Prefix = 24;

    public const string Address6 = "fec0::15";

    public const int Prefix6 = 64;
}
