using System.Text;
using Qga.Linux;
using Qga.Linux.SysFs;

namespace Qga.Agent.Linux.Tests.Support;

/// <summary>Block devices that lie on each other as a test says.</summary>
internal sealed class FakeBases() : BlockBases("/nowhere", "/nowhere", "/nowhere")
{
    private readonly Dictionary<DeviceNumber, List<BlockBase>> _below = [];

    public void Put(string device, string on)
    {
        if (!_below.TryGetValue(Number(device), out List<BlockBase>? bases))
        {
            _below.Add(Number(device), bases = []);
        }

        bases.Add(new(Number(on), 0));
    }

    public override List<BlockBase> Below(DeviceNumber device) => _below.GetValueOrDefault(device) ?? [];

    private static DeviceNumber Number(string text)
    {
        Assert.True(DeviceNumber.TryParse(Encoding.ASCII.GetBytes(text), out DeviceNumber number));
        return number;
    }
}
