using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Qga.Fuzz.Driving;

/// <summary>
/// Runs a target under libFuzzer, in this process: no pipe and no second process between them. Code that the tool sharpfuzz has instrumented counts its
/// branches in a map, which is handed to libFuzzer as the counters of a compiler would be.
/// </summary>
internal static unsafe partial class LibFuzzer
{
    // What sharpfuzz's code indexes: 16 bits.
    private const int MapLength = 1 << 16;
    private const int WordLength = sizeof(long);

    private static FuzzTarget? s_target;
    private static FailureRecord? s_record;

    /// <summary>Makes the map; to be called before any instrumented code runs.</summary>
    public static void PrepareCoverage()
    {
        Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(MapLength);
        Trace.PrevLocation = 0;
    }

    /// <summary>Runs a target until libFuzzer has had enough.</summary>
    /// <param name="target">The target.</param>
    /// <param name="record">Keeps the input that is run.</param>
    /// <param name="arguments">libFuzzer's options and the folders of its corpora.</param>
    /// <returns>The exit status.</returns>
    public static int Run(FuzzTarget target, FailureRecord record, IReadOnlyList<string> arguments)
    {
        (s_target, s_record) = (target, record);

        // libFuzzer wants an address in the program for each counter, only to tell counters apart: two words each, the address and its flags.
        nuint* places = (nuint*)NativeMemory.AllocZeroed(2 * MapLength, WordLength);
        for (int i = 0; i < MapLength; i++)
        {
            places[2 * i] = (nuint)(0x1000 + (16 * i));
        }

        RegisterCounters(Trace.SharedMem, Trace.SharedMem + MapLength);
        RegisterPlaces(places, places + (2 * MapLength));
        string[] words = ["fuzz", .. arguments];
        int count = words.Length;
        byte** texts = (byte**)NativeMemory.AllocZeroed((nuint)count + 1, WordLength);
        for (int i = 0; i < count; i++)
        {
            texts[i] = (byte*)Marshal.StringToCoTaskMemUTF8(words[i]);
        }

        return Drive(&count, &texts, &RunOne);
    }

    [UnmanagedCallersOnly]
    private static int RunOne(byte* data, nuint length)
    {
        ReadOnlySpan<byte> input = new(data, (int)length);
        s_record!.Begin(input);
        Trace.PrevLocation = 0;
        try
        {
            s_target!.Run(input);
        }
        catch (Exception problem)
        {
            s_record.Fail(problem);
        }

        return 0;
    }

    [LibraryImport("qga-fuzzer", EntryPoint = "LLVMFuzzerRunDriver")]
    private static partial int Drive(int* count, byte*** arguments, delegate* unmanaged<byte*, nuint, int> run);

    [LibraryImport("qga-fuzzer", EntryPoint = "__sanitizer_cov_8bit_counters_init")]
    private static partial void RegisterCounters(byte* start, byte* end);

    [LibraryImport("qga-fuzzer", EntryPoint = "__sanitizer_cov_pcs_init")]
    private static partial void RegisterPlaces(nuint* start, nuint* end);
}
