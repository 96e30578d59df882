using System.Diagnostics;
using System.Text;
using Qga.Protocol.Framing;

namespace Qga.Protocol.Tests.Framing;

/// <summary>Keys of any length, however they are written.</summary>
public sealed class LongKeyTests
{
    private const int Piece = 96 << 10;

    /// <summary>Ways to write one key; the letter a stands in each place.</summary>
    private static readonly string[] s_spellings = ["a", "\\u0061", "aaaaaaa\\u0061", "\\u0061aaaaaaaaaaa"];

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    [InlineData(1019)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(2048)]
    [InlineData(5000)]
    public void A_duplicate_is_found_however_it_is_written_and_cut(int length)
    {
        foreach (string one in s_spellings)
        {
            foreach (string other in s_spellings)
            {
                string ending = Spell(other, length);
                byte[] bytes = Encoding.ASCII.GetBytes($"{{\"{Spell(one, length)}\":1,\"{ending}\":2}}");
                foreach (int cut in (int[])[3, bytes.Length / 3, bytes.Length / 2, bytes.Length - 12, bytes.Length - 7, bytes.Length - 4])
                {
                    int place = Math.Clamp(cut, 1, bytes.Length - 1);
                    string expected = $"1:{bytes.Length - 1}: JSON parse error, duplicate key";
                    Assert.Equal(expected, CutStream.Scan(bytes, [place, bytes.Length - place]));
                }
            }
        }
    }

    [Theory]
    [InlineData("", "a")]
    [InlineData("b", "c")]
    [InlineData("ü", "\u00FC\u00FC")]
    [InlineData("\\n", "\\r")]
    [InlineData("\\ud83d\\ude00", "\\ud83d\\ude01")]
    public void Keys_that_differ_are_no_duplicates(string one, string other)
    {
        foreach (int length in (int[])[10, 1023, 1024, 4096, 300_000])
        {
            string common = new('a', length);
            byte[] bytes = Encoding.UTF8.GetBytes($"{{\"{common}{one}\":1,\"{common}{other}\":2,\"y{one}{common}\":3,\"x{other}{common}\":4}}");
            Assert.StartsWith("«", CutStream.Scan(bytes, [bytes.Length]), StringComparison.Ordinal);
            Assert.StartsWith("«", CutStream.Scan(bytes, Pieces(bytes.Length, 1000)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\q")]
    [InlineData("\\ud800\\ud800")]
    [InlineData("\\uFFFF")]
    public void An_invalid_escape_in_a_long_key_is_one_error(string escape)
    {
        string text = new('a', 5000);
        byte[] bytes = Encoding.ASCII.GetBytes($"{{\"{text}{escape}{text}\":1}}[]");
        string expected = CutStream.Scan(bytes, [bytes.Length]);
        Assert.EndsWith("«[]»", expected, StringComparison.Ordinal);
        Assert.Equal(expected, CutStream.Scan(bytes, Pieces(bytes.Length, 100)));
    }

    [Fact]
    public void A_long_key_costs_no_memory()
    {
        byte[] bytes = Encoding.ASCII.GetBytes($"{{\"{Spell("\\u0061", 1 << 20)}\":1}}");
        Framer framer = new();
        Step(framer, bytes, out _, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Step(framer, bytes, out _, out _);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 << 10);
    }

    [Fact]
    public void The_end_of_a_long_key_takes_no_longer_than_another_piece_of_it()
    {
        byte[] bytes = Encoding.ASCII.GetBytes($"{{\"{Spell("\\u0061", 1 << 20)}\":1}}");
        Framer framer = new();
        double least = 1;
        for (int attempt = 0; attempt < 10; attempt++)
        {
            Step(framer, bytes, out TimeSpan all, out TimeSpan last);
            least = Math.Min(least, last / all);
        }

        // There are 65 pieces.
        Assert.InRange(least, 0, 0.1);
    }

    private static void Step(Framer framer, byte[] bytes, out TimeSpan all, out TimeSpan last)
    {
        all = default;
        last = default;
        for (int end = 0; end < bytes.Length;)
        {
            end = Math.Min(end + Piece, bytes.Length);
            long start = Stopwatch.GetTimestamp();
            Frame frame = framer.Scan(bytes.AsSpan(0, end));
            last = Stopwatch.GetElapsedTime(start);
            all += last;
            Assert.Equal(end < bytes.Length ? FrameKind.Incomplete : FrameKind.Message, frame.Kind);
        }
    }

    private static string Spell(string spelling, int length)
    {
        int letters = spelling.Replace("\\u0061", "a", StringComparison.Ordinal).Length;
        return string.Concat(Enumerable.Repeat(spelling, length / letters)) + new string('a', length % letters);
    }

    private static IEnumerable<int> Pieces(int length, int piece) =>
        Enumerable.Range(0, (length + piece - 1) / piece).Select(number => Math.Min(piece, length - (number * piece)));
}
