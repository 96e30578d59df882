using System.Xml;
using System.Xml.Linq;

namespace Qga.Client;

/// <summary>What a domain's XML says of its agent: libvirt.org/formatdomain.html, <em>Channel</em>.</summary>
/// <param name="HasAgentChannel">Whether there is a channel for the agent.</param>
/// <param name="IsAgentConnected">Whether its port is open in the guest; null: not said.</param>
/// <param name="AgentSocket">The path of its socket.</param>
/// <param name="MonitorSocket">The path of a QMP socket among the arguments for QEMU.</param>
internal sealed record LibvirtDescription(bool HasAgentChannel, bool? IsAgentConnected, string? AgentSocket, string? MonitorSocket)
{
    private const string AgentPort = "org.qemu.guest_agent.0";
    private const int MaximumLength = 16 << 20;

    private static readonly XNamespace s_qemu = "http://libvirt.org/schemas/domain/qemu/1.0";

    private static readonly XmlReaderSettings s_settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaximumLength,
    };

    /// <summary>Reads the XML.</summary>
    /// <param name="xml">A <c>domain</c> element.</param>
    /// <exception cref="XmlException">It is none.</exception>
    public static LibvirtDescription Parse(string xml)
    {
        using XmlReader reader = XmlReader.Create(new StringReader(xml), s_settings);
        XElement domain = XDocument.Load(reader).Root!;
        XElement? channel = domain.Elements("devices").Elements("channel")
            .FirstOrDefault(one => (string?)one.Element("target")?.Attribute("name") == AgentPort);
        return new(
            channel is not null,
            (string?)channel?.Element("target")?.Attribute("state") switch { "connected" => true, "disconnected" => false, _ => null },
            (string?)channel?.Element("source")?.Attribute("path"),
            ReadMonitorSocket([.. domain.Elements(s_qemu + "commandline").Elements(s_qemu + "arg").Select(word => (string?)word.Attribute("value") ?? "")]));
    }

    // -qmp unix:PATH,server=on,wait=off
    private static string? ReadMonitorSocket(List<string> words)
    {
        int option = words.IndexOf("-qmp");
        return option >= 0 && option + 1 < words.Count && words[option + 1].StartsWith("unix:", StringComparison.Ordinal)
            ? words[option + 1]["unix:".Length..].Split(',')[0]
            : null;
    }
}
