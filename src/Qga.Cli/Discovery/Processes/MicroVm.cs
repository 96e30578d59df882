using System.Globalization;
using System.Text.Json;
using Qga.Cli.Guests;
using Qga.Client;

namespace Qga.Cli.Discovery.Processes;

/// <summary>
/// The guest of a process of Cloud Hypervisor's or Firecracker's. Their only way to an agent is vsock behind a unix socket; which port the agent listens
/// at, the host cannot know: the one of our and QEMU's examples is assumed.
/// </summary>
internal static class MicroVm
{
    /// <summary>The port of the examples in the documentation.</summary>
    public const uint AssumedPort = 1234;

    public static bool IsCloudHypervisor(string program) => program is "cloud-hypervisor";

    public static bool IsFirecracker(string program) => program is "firecracker";

    /// <summary>Describes a guest of Cloud Hypervisor's: <c>--api-socket /run/vm1.api --vsock cid=3,socket=/run/vm1.vsock</c>.</summary>
    public static async Task<Guest> DescribeCloudHypervisorAsync(HostProcess process, CancellationToken cancellationToken)
    {
        string? api = ValueOf(process, "--api-socket") is string value ? QemuOption.Parse(value) is { First: "" } option ? option["path"] : value : null;
        string? socket = ValueOf(process, "--vsock") is string vsock ? QemuOption.Parse(vsock)["socket"] : null;
        string? problem = socket is null ? "it has no vsock: an agent is reached through --vsock cid=N,socket=PATH" : null;
        if (socket is null && api is not null)
        {
            // A machine that was made through the interface.
            (socket, problem) = await AskAsync(
                process.Resolve(api), "/api/v1/vm.info", root => Find(root, "config", "vsock", "socket"), cancellationToken).ConfigureAwait(false);
        }

        return Describe(process, NameOf(process, "cloud-hypervisor", api ?? socket), "cloud-hypervisor", socket, problem);
    }

    /// <summary>Describes a guest of Firecracker's, whose vsock only its configuration file or its interface tells.</summary>
    public static async Task<Guest> DescribeFirecrackerAsync(HostProcess process, CancellationToken cancellationToken)
    {
        string? api = process.Words.Contains("--no-api") ? null : ValueOf(process, "--api-sock") ?? "/run/firecracker.socket";
        string? socket = null;
        string? problem = "it has neither an interface nor a configuration file that can be read";
        if (ValueOf(process, "--config-file") is string file)
        {
            (socket, problem) = ReadConfiguration(process.Resolve(file));
        }

        if (socket is null && api is not null)
        {
            (socket, problem) =
                await AskAsync(process.Resolve(api), "/vm/config", root => Find(root, "vsock", "uds_path"), cancellationToken).ConfigureAwait(false);
        }

        return Describe(process, ValueOf(process, "--id") ?? NameOf(process, "firecracker", api), "firecracker", socket, problem);
    }

    private static Guest Describe(HostProcess process, string name, string by, string? socket, string? problem) =>
        new(name, socket is null ? null : new HybridVsockGuestAddress(process.Resolve(socket), AssumedPort), by, null, socket is null ? problem : null);

    private static string NameOf(HostProcess process, string program, string? path) =>
        path is null ? string.Create(CultureInfo.InvariantCulture, $"{program}-{process.Id}") : Path.GetFileNameWithoutExtension(path);

    // --option VALUE, --option=VALUE
    private static string? ValueOf(HostProcess process, string option)
    {
        for (int index = 1; index < process.Words.Count; index++)
        {
            string word = process.Words[index];
            if (word == option)
            {
                return index + 1 < process.Words.Count ? process.Words[index + 1] : null;
            }

            if (word.StartsWith(option, StringComparison.Ordinal) && word.AsSpan(option.Length) is ['=', .. var value])
            {
                return value.ToString();
            }
        }

        return null;
    }

    private static (string?, string?) ReadConfiguration(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            string? socket = Find(document.RootElement, "vsock", "uds_path");
            return (socket, socket is null ? $"{path} has no vsock" : null);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException)
        {
            return (null, $"{path}: {problem.Message}");
        }
    }

    private static async Task<(string?, string?)> AskAsync(string api, string path, Func<JsonElement, string?> find, CancellationToken cancellationToken)
    {
        try
        {
            using JsonDocument document = await LocalHttp.GetAsync(api, path, cancellationToken).ConfigureAwait(false);
            string? socket = find(document.RootElement);
            return (socket, socket is null ? "it has no vsock, which is the only way to an agent" : null);
        }
        catch (IOException problem)
        {
            return (null, $"its vsock is known to its interface alone: {problem.Message}");
        }
    }

    private static string? Find(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
    }
}
