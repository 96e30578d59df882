using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Qga.Linux.Processes;

namespace Qga.Linux.Tests.Native;

/// <summary>The C compiler for one architecture, and the headers that belong to it.</summary>
internal sealed class CCompiler
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private readonly string _compiler;
    private readonly string _objectCopy;

    private CCompiler(string compiler, string objectCopy) => (_compiler, _objectCopy) = (compiler, objectCopy);

    /// <summary>The compiler for programs of this machine.</summary>
    public static CCompiler Native => For(RuntimeInformation.ProcessArchitecture);

    /// <summary>Finds a compiler; where there is none, the test is skipped.</summary>
    public static CCompiler For(Architecture architecture)
    {
        // The names of GNU triplets, which Debian gives its cross compilers.
        string prefix = architecture switch
        {
            _ when architecture == RuntimeInformation.ProcessArchitecture => "",
            Architecture.X64 => "x86_64-linux-gnu-",
            Architecture.Arm64 => "aarch64-linux-gnu-",
            Architecture.RiscV64 => "riscv64-linux-gnu-",
            _ => throw new ArgumentOutOfRangeException(nameof(architecture)),
        };
        CCompiler found = new(prefix.Length == 0 ? "cc" : $"{prefix}gcc", $"{prefix}objcopy");
        Assert.SkipUnless(
            ProgramRunner.Run(new(found._compiler, ["--version"], s_limit)).Succeeded,
            $"no C compiler for {architecture} ({found._compiler}) on this machine");
        return found;
    }

    /// <summary>Compares claims with the headers. Nothing that was compiled runs, so the architecture need not be this machine's.</summary>
    /// <param name="includes">The headers.</param>
    /// <param name="claims">Constant expressions of C, and the value that each is claimed to have.</param>
    /// <returns>One line for each claim that is wrong.</returns>
    public string[] Refute(IEnumerable<string> includes, (string Expression, long Value)[] claims) => InFolder(file =>
    {
        StringBuilder source = new("#define _GNU_SOURCE\n#include <stddef.h>\n");
        foreach (string include in includes)
        {
            source.Append(CultureInfo.InvariantCulture, $"#include <{include}>\n");
        }

        source.Append("__attribute__((section(\".claims\"))) const long long values[] = {\n");
        foreach ((string expression, _) in claims)
        {
            source.Append(CultureInfo.InvariantCulture, $"    (long long)({expression}),\n");
        }

        source.Append("};\n");
        File.WriteAllText($"{file}.c", source.ToString());
        _ = Output(new(_compiler, ["-w", "-c", "-o", $"{file}.o", $"{file}.c"], s_limit));
        _ = Output(new(_objectCopy, ["--output-target=binary", "--only-section=.claims", $"{file}.o", $"{file}.bin"], s_limit));
        byte[] values = File.ReadAllBytes($"{file}.bin");
        Assert.Equal(claims.Length * sizeof(long), values.Length);
        return [
            .. from pair in claims.Index()
               let actual = BinaryPrimitives.ReadInt64LittleEndian(values.AsSpan(pair.Index * sizeof(long)))
               where actual != pair.Item.Value
               select $"{pair.Item.Expression} is {actual}, not {pair.Item.Value}",
        ];
    });

    /// <summary>Asks the linker which functions of the C library a static program cannot rely on, because they load shared libraries of the system.</summary>
    /// <returns>The linker's warnings.</returns>
    public string[] WarningsOfStaticLink(IEnumerable<string> functions) => InFolder(file =>
    {
        StringBuilder source = new();
        foreach (string function in functions)
        {
            source.Append(CultureInfo.InvariantCulture, $"extern char {function}[]; void *use_{function} = {function};\n");
        }

        File.WriteAllText($"{file}.c", $"{source}int main(void) {{ return 0; }}\n");

        // lld ignores the warnings that the C library has for its users.
        string output = Output(new(_compiler, ["-w", "-fno-builtin", "-static", "-fuse-ld=bfd", "-o", file, $"{file}.c"], s_limit));
        return [.. output.Split('\n').Where(line => line.Contains("in statically linked applications", StringComparison.Ordinal))];
    });

    private static string Output(ProgramCall call)
    {
        ProgramResult result = ProgramRunner.Run(call);
        string output = Encoding.UTF8.GetString(result.Output.Span);
        Assert.True(result.Succeeded, output);
        return output;
    }

    private static string[] InFolder(Func<string, string[]> work)
    {
        string folder = Directory.CreateTempSubdirectory("headers").FullName;
        try
        {
            return work(Path.Combine(folder, "check"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
