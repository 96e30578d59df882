using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Qga.Linux.Interop;

namespace Qga.Linux.Tests.Native;

/// <summary>The declarations of <c>Qga.Linux.Interop</c> against the C headers of the machine that the test runs on.</summary>
public sealed partial class HeaderTests
{
    [Fact]
    public void Constants_are_those_of_the_headers() => Prove(
        from field in typeof(Libc).GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
        where field.IsLiteral && NativeName().IsMatch(field.Name)
        select (field.Name, Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)));

    [Fact]
    public void Error_numbers_are_those_of_the_headers() => Prove(
        from field in typeof(Errno).GetFields(BindingFlags.Public | BindingFlags.Static)
        select (field.Name, (long)((Errno)field.GetValue(null)!).Value));

    [Fact]
    public void Structures_have_the_layout_of_the_headers() => Prove(
        from one in Headers.Structs
        from claim in one.Members
            .Select(pair => ($"offsetof({one.Name}, {pair.Member})", (long)Marshal.OffsetOf(one.Type, pair.Field)))
            .Prepend(($"sizeof({one.Name})", Marshal.SizeOf(one.Type)))
        select claim);

    [Fact]
    public void What_else_is_counted_on_holds()
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "struct epoll_event is packed on x86-64 only");
        Prove(Headers.Facts);
    }

    [Fact]
    public void Every_public_structure_and_field_is_proved()
    {
        IEnumerable<string> unproved =
            from type in typeof(Libc).Assembly.GetExportedTypes()
            where type.Namespace == typeof(Libc).Namespace && type.IsValueType && !type.IsEnum && !type.IsNested
            from field in type.GetFields(BindingFlags.Public | BindingFlags.Instance).Select(field => field.Name).DefaultIfEmpty("")
            where !Headers.Structs.Any(one => one.Type == type && (field == "" || one.Members.Any(pair => pair.Field == field)))
            select $"{type.Name}.{field}";
        Assert.Empty(unproved);
    }

    [Fact]
    public void No_function_needs_shared_libraries_of_the_system()
    {
        Assert.SkipUnless(CCompiler.IsPresent, "no C compiler (cc) on this machine");
        string[] functions =
        [
            .. from method in typeof(Libc).GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
               let import = method.GetCustomAttribute<DllImportAttribute>()
               where import?.Value == "libc"
               select import!.EntryPoint,
        ];
        Assert.Contains("epoll_wait", functions);
        Assert.Single(CCompiler.ComplaintsOfStaticLink(["getpwnam_r"]));
        Assert.Empty(CCompiler.ComplaintsOfStaticLink(functions.Distinct()));
    }

    private static void Prove(IEnumerable<(string Expression, long Value)> claims)
    {
        Assert.SkipUnless(CCompiler.IsPresent, "no C compiler (cc) on this machine");
        Assert.Equal([], CCompiler.Refute(Headers.Includes, [.. claims]));
    }

    [GeneratedRegex("^(SYS_[a-z0-9_]+|[A-Z][A-Z0-9]*(_[A-Z0-9_]+)?)$")]
    private static partial Regex NativeName();
}
