using System.Text;

namespace Qga.Linux.Tests;

public sealed class AssignmentsTests
{
    [Theory]
    [InlineData("X=plain", "plain")]
    [InlineData("X=", "")]
    [InlineData("  X = spaced ", "spaced")]
    [InlineData("X=cut here", "cut")]
    [InlineData("X=cut;here", "cut")]
    [InlineData("X=\"two words; and more\"", "two words; and more")]
    [InlineData("X='two words'", "two words")]
    [InlineData("X=\"a\" comment", "a")]
    [InlineData("""X="\$ \' \" \\ \` \n" """, """$ ' " \ ` \n""")]
    [InlineData("""X='it'\''s'""", "it's")]
    [InlineData("""X='\$'""", """\$""")]
    [InlineData("X=\"not closed", "not closed")]
    [InlineData("X=first\nX=last", "last")]
    [InlineData("# X=no\nX=yes\r\n", "yes")]
    [InlineData("export X=no\nX=yes\nno\n=no\n", "yes")]
    public void Reads_values_as_a_shell_would(string text, string value) =>
        Assert.Equal(value, Assignments.Parse(Encoding.UTF8.GetBytes(text))["X"]);

    [Fact]
    public void A_line_that_is_no_text_costs_only_itself()
    {
        Dictionary<string, string> values = Assignments.Parse([.. "A=\""u8, 0xFF, 0xFE, .. "\"\n"u8, 0x80, .. "=x\nB=b"u8]);
        Assert.Equal(["A", "B"], values.Keys);
        Assert.Equal("\uFFFD\uFFFD", values["A"]);
    }
}
