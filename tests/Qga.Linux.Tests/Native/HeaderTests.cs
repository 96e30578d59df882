using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Qga.Linux.Interop;

namespace Qga.Linux.Tests.Native;

/// <summary>The declarations of <c>Qga.Linux.Interop</c> against the C headers of each architecture that a compiler is installed for.</summary>
public sealed partial class HeaderTests
{
    public static readonly TheoryData<Architecture> Architectures = [Architecture.X64, Architecture.Arm64, Architecture.RiscV64];

    [Theory, MemberData(nameof(Architectures))]
    public void Constants_are_those_of_the_headers(Architecture architecture) => Prove(
        architecture,
        from field in typeof(Libc).GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
        where field.IsLiteral && NativeName().IsMatch(field.Name)
        select (field.Name, Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)));

    [Theory, MemberData(nameof(Architectures))]
    public void Constants_of_one_architecture_are_those_of_its_headers(Architecture architecture) => Prove(
        architecture,
        from method in typeof(Machine).GetMethods(BindingFlags.Public | BindingFlags.Static)
        where NativeName().IsMatch(method.Name)
        select (method.Name, Convert.ToInt64(method.Invoke(null, [architecture]), CultureInfo.InvariantCulture)));

    [Theory, MemberData(nameof(Architectures))]
    public void Error_numbers_are_those_of_the_headers(Architecture architecture) => Prove(
        architecture,
        from field in typeof(Errno).GetFields(BindingFlags.Public | BindingFlags.Static)
        select (field.Name, (long)((Errno)field.GetValue(null)!).Value));

    [Theory, MemberData(nameof(Architectures))]
    public void Structures_have_the_layout_of_the_headers(Architecture architecture) => Prove(
        architecture,
        from one in Headers.Structs
        from claim in one.Members
            .Select(pair => ($"offsetof({one.Name}, {pair.Member})", (long)Marshal.OffsetOf(one.Type, pair.Field)))
            .Prepend(($"sizeof({one.Name})", Marshal.SizeOf(one.Type)))
        select claim);

    [Theory, MemberData(nameof(Architectures))]
    public void What_else_is_relied_on_holds(Architecture architecture) => Prove(architecture, Headers.Facts(architecture));

    [Fact]
    public void A_wrong_value_is_found() =>
        Assert.Equal(["EINTR is 4, not 5"], CCompiler.Native.Refute(["errno.h"], [("EPERM", 1), ("EINTR", 5)]));

    [Fact]
    public void Every_public_structure_and_field_is_proved()
    {
        IEnumerable<string> unproved =
            from type in typeof(Libc).Assembly.GetExportedTypes()
            where type.Namespace == typeof(Libc).Namespace && type.IsValueType && !type.IsEnum && !type.IsNested && type != typeof(Errno)
            from field in type.GetFields(BindingFlags.Public | BindingFlags.Instance).Select(field => field.Name).DefaultIfEmpty("")
            where !Headers.Structs.Any(one => one.Type == type && (field == "" || one.Members.Any(pair => pair.Field == field)))
            select $"{type.Name}.{field}";
        Assert.Empty(unproved);
    }

    [Fact]
    public void No_function_needs_shared_libraries_of_the_system()
    {
        CCompiler compiler = CCompiler.Native;
        string[] functions =
        [
            .. from method in typeof(Libc).GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
               let import = method.GetCustomAttribute<DllImportAttribute>()
               where import?.Value == "libc"
               select import!.EntryPoint,
        ];
        Assert.Contains("epoll_wait", functions);
        Assert.Single(compiler.WarningsOfStaticLink(["getpwnam_r"]));
        Assert.Empty(compiler.WarningsOfStaticLink(functions.Distinct()));
    }

    private static void Prove(Architecture architecture, IEnumerable<(string Expression, long Value)> claims) =>
        Assert.Equal([], CCompiler.For(architecture).Refute(Headers.Includes, [.. claims]));

    [GeneratedRegex("^(SYS_[a-z0-9_]+|[A-Z][A-Z0-9]*(_[A-Z0-9_]+)?|_SC_[A-Z_]+)$")]
    private static partial Regex NativeName();
}
