using System.Text.Json;

namespace Repository.Tests.Native;

/// <summary>The runtime that is linked into the agent on this machine: the package that its project was restored with.</summary>
internal static class LinkedRuntime
{
    private const string PackagePrefix = "Microsoft.NETCore.App.Runtime.NativeAOT.";

    private static readonly (string Version, string Folder) s_package = Find();

    public static string Version => s_package.Version;

    public static StaticLibrary Library { get; } = new(Path.Combine(s_package.Folder, "libRuntime.WorkstationGC.a"));

    private static (string Version, string Folder) Find()
    {
        using JsonDocument assets = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Tree.Root, "src/Qga.Agent.Linux/obj/project.assets.json")));
        JsonElement package = assets.RootElement.GetProperty("project").GetProperty("frameworks").EnumerateObject().Single().Value
            .GetProperty("downloadDependencies").EnumerateArray()
            .Single(package => package.GetProperty("name").GetString()!.StartsWith(PackagePrefix, StringComparison.OrdinalIgnoreCase));
        string name = package.GetProperty("name").GetString()!;

        // As a range: "[10.0.12, 10.0.12]".
        string version = package.GetProperty("version").GetString()!.TrimStart('[').Split(',')[0];
        string platform = name[PackagePrefix.Length..];
        string folder = assets.RootElement.GetProperty("packageFolders").EnumerateObject()
            .Select(packages => Path.Combine(packages.Name, name.ToLowerInvariant(), version, "runtimes", platform, "native"))
            .First(Directory.Exists);
        return (version, folder);
    }
}
