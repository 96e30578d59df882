using System.Globalization;

namespace Qga.Compare.Rows;

/// <summary>
/// Large files copied by <c>qga cp</c>, from the start of the process to its end. Beside it a C program that receives or sends as many bytes and moves as
/// many to or from a file, but encodes and decodes nothing.
/// </summary>
internal static class Copies
{
    private const long Size = 1L << 30;

    // Divisible by three, so that the text of a piece has no padding.
    private const int Piece = 3 << 18;

    private static readonly Lazy<string> s_source = new(() =>
    {
        string path = PathOf("source");
        using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        while (file.Length < Size)
        {
            file.Write(Material.Payload[..(int)Math.Min(Material.Payload.Length, Size - file.Length)]);
        }

        return path;
    });

    /// <summary>The table.</summary>
    public static Section Section { get; } = new("qga cp of 1 GiB over a unix socket", "C", [
        Beside("out of our agent", Programs.Ours, FromGuest, "r", 0.8),
        Beside("into our agent", Programs.Ours, ToGuest, "w", 0.8),
        Beside("out of QEMU's agent", Programs.Original, FromGuest, "r", 0.95) with { MostRounds = 3 },
        Beside("into QEMU's agent", Programs.Original, ToGuest, "w", 0.95) with { MostRounds = 1 },
        new(() => [OverAgent(Programs.Ours, FromGuest, verifies: false)], () => [Transfer.Read(Programs.Ours, Sizes.LargestRead / 48)[0]],
            new Row("out of our agent, beside raw requests of 1 MiB whose bytes nobody looks at", Unit.MiBPerSecond)),
        new(() => [OverAgent(Programs.Ours, ToGuest, verifies: false)], () => [Transfer.Write(Programs.Ours, Sizes.LargestRead / 48)[0]],
            new Row("into our agent, beside raw requests of 1 MiB that were made before", Unit.MiBPerSecond)),
        new(() => [OverAgent(Programs.Ours, FromGuest, verifies: true)], null,
            new Row("out of our agent, compared by SHA-256 at both ends", Unit.MiBPerSecond)),
        new(() => [OverAgent(Programs.Ours, ToGuest, verifies: true)], null,
            new Row("into our agent, compared by SHA-256 at both ends", Unit.MiBPerSecond)),
        new(() => [Peak()], null,
            new Row("most memory of qga while it copies 10 GiB", Unit.KiB, Promise.OursAtMost(100 << 10, Unit.KiB))) { IsLong = true, MostRounds = 1 },
    ]);

    private static Measurement Beside(string name, string agent, Func<string, bool, IReadOnlyList<string>> words, string mode, double least) => new(
        () => [OverAgent(agent, words, verifies: false)],
        () => [ByC(agent, mode)],
        new Row(name, Unit.MiBPerSecond, Promise.AtLeast(least)));

    private static IReadOnlyList<string> FromGuest(string socket, bool verifies) =>
        ["cp", $"unix:{socket}:{s_source.Value}", PathOf("target"), .. Verification(verifies)];

    private static IReadOnlyList<string> ToGuest(string socket, bool verifies) =>
        ["cp", s_source.Value, $"unix:{socket}:{PathOf("target")}", .. Verification(verifies)];

    private static IEnumerable<string> Verification(bool verifies) => verifies ? [] : ["--no-verify"];

    private static double OverAgent(string agent, Func<string, bool, IReadOnlyList<string>> words, bool verifies) => WithAgent(
        agent,
        socket => MiBPerSecond(Tool.Run(words(socket, verifies))));

    private static double ByC(string agent, string mode) => WithAgent(agent, socket =>
    {
        string target = PathOf("target");
        string[] files = mode == "r" ? [s_source.Value, target] : [target, s_source.Value];
        return MiBPerSecond(Tool.Run(Programs.Native("client"), [socket, mode, .. files, Piece.ToString(CultureInfo.InvariantCulture)]));
    });

    private static double Peak()
    {
        string source = PathOf("sparse");
        using (FileStream sparse = File.Create(source))
        {
            sparse.SetLength(10 * Size);
        }

        return WithAgent(Programs.Ours, socket => Tool.PeakKiB("cp", "--no-verify", $"unix:{socket}:{source}", "/dev/null"));
    }

    private static double WithAgent(string agent, Func<string, double> measure)
    {
        // Made before the agent starts, and not while something is measured.
        _ = s_source.Value;
        using Server server = Server.Agent(agent);
        server.Connect().Dispose();
        try
        {
            return measure(server.SocketPath);
        }
        finally
        {
            File.Delete(PathOf("target"));
        }
    }

    private static string PathOf(string name) => Path.Combine(Leftovers.Folder, name);

    private static double MiBPerSecond(TimeSpan time) => Size / (double)(1 << 20) / time.TotalSeconds;
}
