using CsCheck;

namespace Qga.Model.Tests;

/// <summary>Makes sequences of steps.</summary>
internal static class Steps
{
    /// <summary>How many clients there are.</summary>
    public const int Clients = 3;

    /// <summary>How many files there are.</summary>
    public const int Files = 3;

    private const int LongestSequence = 60;

    // Some that are at the edges of what the agent treats alike: its first read, its pieces.
    private static readonly int[] s_lengths = [0, 1, 2, 3, 100, 4095, 4096, 4097, 40_000, 140_000];
    private static readonly string[] s_modes = ["r", "r", "w", "a", "r+", "w+", "a+", "rb", "wb+", "a+b", "x", ""];
    private static readonly string[] s_captures = ["true", "false", "\"none\"", "\"stdout\"", "\"stderr\"", "\"separated\"", "\"merged\""];

    private static readonly Gen<int> s_client = Gen.Int[0, Clients - 1];
    private static readonly Gen<int> s_handle = Gen.Int[0, 6];
    private static readonly Gen<int> s_length = Gen.OneOf(s_lengths);
    private static readonly Gen<int?> s_count =
        Gen.Frequency<int?>((3, Gen.Const((int?)null)), (3, s_length.Select(length => (int?)length)), (1, Gen.Const((int?)-1)));

    /// <summary>The sequences.</summary>
    public static Gen<Step[]> Sequence { get; } = Gen.Frequency<Step>(
        (2, Gen.Select(s_client, Gen.Bool, (client, half) => (Step)new Reconnect(client, half))),
        (1, Gen.Select(s_client, Gen.Int[1, 1000], (client, id) => (Step)new HalfRequest(client, id))),
        (1, s_client.Select(client => (Step)new Ping(client))),
        (1, Gen.Select(s_client, Gen.Long, (client, id) => (Step)new Sync(client, id))),
        (1, Gen.Select(s_client, Gen.Long, (client, id) => (Step)new SyncDelimited(client, id))),
        (5, Gen.Select(s_client, Gen.Int[0, Files - 1], Gen.OneOf(s_modes), (client, file, mode) => (Step)new Open(client, file, mode))),
        (2, Gen.Select(s_client, s_handle, (client, handle) => (Step)new Close(client, handle))),
        (7, Gen.Select(s_client, s_handle, s_count, (client, handle, count) => (Step)new Read(client, handle, count))),
        (7, Gen.Select(s_client, s_handle, Bytes, s_count, (client, handle, bytes, count) => (Step)new Write(client, handle, bytes, count))),
        (5, Gen.Select(s_client, s_handle, Gen.Int[-50, 5000], Gen.Int[0, 3], Gen.Bool, (client, handle, offset, whence, byName) =>
            (Step)new Seek(client, handle, offset, whence, byName))),
        (1, Gen.Select(s_client, s_handle, (client, handle) => (Step)new Flush(client, handle))),
        (2, Gen.Select(s_client, Gen.Enum<ProgramKind>(), Gen.Int[0, 255], Gen.OneOf(s_captures), (client, kind, number, capture) =>
            (Step)new Exec(client, kind, number, capture))),
        (3, Gen.Select(s_client, Gen.Int[0, 4], Gen.Int[0, 4].Select(one => one == 0), (client, program, isLeft) => (Step)new Status(client, program, isLeft))))
        .Array[1, LongestSequence];

    // The bytes tell their place, so that no two pieces of a file are the same.
    private static Gen<byte[]> Bytes =>
        Gen.Select(s_length, Gen.Int[0, 250], (length, first) => Enumerable.Range(first, length).Select(value => (byte)(value % 251)).ToArray());
}
