using System.Globalization;
using System.Text;
using Qga.Linux.Processes;

namespace Qga.Linux.Tests.Native;

/// <summary>The C compiler of the machine, asked what expressions over its headers are worth.</summary>
internal static class CCompiler
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Whether there is one.</summary>
    public static bool IsPresent { get; } = ProgramRunner.Run(new("cc", ["--version"], Limit)).Succeeded;

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

    private static string[] CompileAndRun(string source)
    {
        string folder = Directory.CreateTempSubdirectory("headers").FullName;
        try
        {
            string program = Path.Combine(folder, "check");
            File.WriteAllText($"{program}.c", source);
            ProgramResult compiled = ProgramRunner.Run(new("cc", ["-w", "-o", program, $"{program}.c"], Limit));
            Assert.True(compiled.Succeeded, Encoding.UTF8.GetString(compiled.Output.Span));
            ProgramResult result = ProgramRunner.Run(new(program, [], Limit));
            Assert.True(result.Succeeded);
            return Encoding.UTF8.GetString(result.Output.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
