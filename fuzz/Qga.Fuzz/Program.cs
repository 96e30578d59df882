using System.Runtime.InteropServices;
using Qga.Fuzz.Driving;

namespace Qga.Fuzz;

/// <summary>What fuzz/run starts: one target at a time.</summary>
internal static class Program
{
    private const int UsageError = 2;

    private static int Main(string[] arguments)
    {
        LibFuzzer.PrepareCoverage();
        switch (arguments)
        {
            case ["--list"]:
                foreach (FuzzTarget target in FuzzTargets.Make())
                {
                    Console.WriteLine(target.Name);
                }

                return 0;
            case ["--replay", string name, .. string[] files] when Find(name) is { } target:
                foreach (string file in files)
                {
                    target.Run(File.ReadAllBytes(file));
                    Console.WriteLine($"{file}: ok");
                }

                return 0;
            case ["--fuzz", string name, string library, string folder, .. string[] options] when Find(name) is { } target:
                return Fuzz(target, library, folder, options);
            default:
                Console.Error.WriteLine("usage: --list | --replay TARGET FILE... | --fuzz TARGET LIBRARY FOLDER LIBFUZZER-OPTION...");
                return UsageError;
        }
    }

    private static FuzzTarget? Find(string name) => FuzzTargets.Make().FirstOrDefault(target => target.Name == name);

    private static int Fuzz(FuzzTarget target, string library, string folder, string[] options)
    {
        NativeLibrary.SetDllImportResolver(typeof(Program).Assembly, (name, _, _) => name == "qga-fuzzer" ? NativeLibrary.Load(library) : 0);
        if (FailureRecord.Left(folder) is { } left)
        {
            // The last process has died of it: a stack overflow, or an input that took too long.
            File.WriteAllBytes(Path.Combine(folder, "died"), left);
        }

        string words = Path.Combine(folder, "words");
        WordList.Write(words, target.Words);
        using FailureRecord record = new(folder);

        // .NET needs the signals for itself.
        string[] own =
        [
            $"-max_len={target.LongestInput}", "-timeout=20", "-rss_limit_mb=4096", "-print_final_stats=1", $"-artifact_prefix={folder}/",
            "-handle_segv=0", "-handle_bus=0", "-handle_ill=0", "-handle_fpe=0", "-handle_abrt=0", "-handle_int=0", "-handle_term=0", "-handle_xfsz=0",
            "-handle_usr1=0", "-handle_usr2=0", "-detect_leaks=0",
        ];
        string[] dictionary = target.Words.Count > 0 ? [$"-dict={words}"] : [];
        return LibFuzzer.Run(target, record, [.. own, .. dictionary, .. options]);
    }
}
