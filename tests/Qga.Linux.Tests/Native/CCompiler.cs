using System.Globalization;
using System.Text;
using Qga.Linux.Processes;

namespace Qga.Linux.Tests.Native;

/// <summary>The C compiler of the machine, asked what expressions over its headers are worth.</summary>
internal static class CCompiler
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    /// <summary>Whether there is one.</summary>
    public static bool IsPresent { get; } = ProgramRunner.Run(new("cc", ["--version"], s_limit)).Succeeded;

    /// <summary>Compares claims with the headers.</summary>
    /// <param name="includes">The headers.</param>
    /// <param name="claims">C expressions, and what each is said to be worth.</param>
    /// <returns>One line for each claim that is wrong.</returns>
    public static string[] Refute(IEnumerable<string> includes, (string Expression, long Value)[] claims)
    {
        StringBuilder source = new("#define _GNU_SOURCE\n#include <stddef.h>\n#include <stdio.h>\n");
        foreach (string include in includes)
        {
            source.Append(CultureInfo.InvariantCulture, $"#include <{include}>\n");
        }

        source.Append("""
            static void check(const char *name, long long actual, long long claimed)
            {
                if (actual != claimed)
                    printf("%s is %lld, not %lld\n", name, actual, claimed);
            }
            int main(void)
            {

            """);
        foreach ((string expression, long value) in claims)
        {
            source.Append(CultureInfo.InvariantCulture, $"    check(\"{expression}\", (long long)({expression}), {value}LL);\n");
        }

        source.Append("    return 0;\n}\n");
        return CompileAndRun(source.ToString());
    }

    /// <summary>Asks the linker which functions of the C library a static program cannot count on, as they load shared libraries of the system's.</summary>
    /// <param name="functions">The functions.</param>
    /// <returns>Its complaints.</returns>
    public static string[] ComplaintsOfStaticLink(IEnumerable<string> functions) => InFolder(program =>
    {
        StringBuilder source = new();
        foreach (string function in functions)
        {
            source.Append(CultureInfo.InvariantCulture, $"extern char {function}[]; void *use_{function} = {function};\n");
        }

        File.WriteAllText($"{program}.c", $"{source}int main(void) {{ return 0; }}\n");

        // lld passes over the warnings that the C library has for its users.
        string output = Output(ProgramRunner.Run(new("cc", ["-w", "-fno-builtin", "-static", "-fuse-ld=bfd", "-o", program, $"{program}.c"], s_limit)));
        return [.. output.Split('\n').Where(line => line.Contains("in statically linked applications", StringComparison.Ordinal))];
    });

    private static string[] CompileAndRun(string source) => InFolder(program =>
    {
        File.WriteAllText($"{program}.c", source);
        _ = Output(ProgramRunner.Run(new("cc", ["-w", "-o", program, $"{program}.c"], s_limit)));
        return Output(ProgramRunner.Run(new(program, [], s_limit))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    });

    private static string Output(ProgramResult result)
    {
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
