using System.Globalization;
using System.Text;

namespace Qga.Differential;

/// <summary>Values of any kind that must come back as they are, the same ones in every run.</summary>
internal sealed class RandomIds
{
    private const int Count = 1500;
    private const int Depth = 4;

    private readonly Random _random = new(0xFF);

    /// <summary>Requests with such values.</summary>
    public IEnumerable<Request> All => Enumerable.Range(0, Count)
        .Select(_ => new Request("envelope", $"{{\"execute\": \"guest-ping\", \"id\": {Value(0)}}}", true));

    private string Value(int depth) => _random.Next(depth < Depth ? 8 : 6) switch
    {
        0 => "null",
        1 => _random.Next(2) == 0 ? "true" : "false",
        2 => _random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
        3 => Number(),
        4 or 5 => Text(_random.Next(12)),
        6 => $"[{string.Join(',', Enumerable.Range(0, _random.Next(4)).Select(_ => Value(depth + 1)))}]",
        _ => $"{{{string.Join(',', Enumerable.Range(0, _random.Next(4)).Select(index => $"{Text(3)[..^1]}{index}\": {Value(depth + 1)}"))}}}",
    };

    private string Number()
    {
        double number = BitConverter.Int64BitsToDouble(_random.NextInt64());
        return _random.Next(4) switch
        {
            0 when double.IsFinite(number) => number.ToString("E16", CultureInfo.InvariantCulture),
            1 => (_random.NextDouble() * Math.Pow(10, _random.Next(20))).ToString("F5", CultureInfo.InvariantCulture),
            2 => (_random.Next(-1000, 1000) / 8.0).ToString("0.0###", CultureInfo.InvariantCulture),
            _ => string.Create(CultureInfo.InvariantCulture, $"{_random.Next(-9, 9)}.{_random.Next(100)}e{_random.Next(-30, 30)}"),
        };
    }

    private string Text(int length)
    {
        var text = new StringBuilder("\"");
        while (length-- > 0)
        {
            int letter = _random.Next(5) switch
            {
                0 => _random.Next(0x20),
                1 => _random.Next(0x20, 0x80),
                2 => _random.Next(0x80, 0x800),
                3 => _random.Next(0xE000, 0xFDD0),
                _ => _random.Next(0x10000, 0x1FFFE),
            };
            Append(text, letter);
        }

        return text.Append('"').ToString();
    }

    private void Append(StringBuilder text, int letter)
    {
        string form = char.ConvertFromUtf32(letter);
        if (letter < 0x20 || letter is '"' or '\\' || _random.Next(3) == 0)
        {
            foreach (char unit in form)
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            }
        }
        else
        {
            text.Append(form);
        }
    }
}
