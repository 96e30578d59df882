using System.Text;

namespace Qga.Fuzz.Tests;

/// <summary>Makes inputs of inputs, the same ones each time: without coverage, but with the target's words.</summary>
/// <param name="seed">Chooses the inputs.</param>
/// <param name="inputs">What they are made of.</param>
/// <param name="words">What is put into them.</param>
internal sealed class Mutator(ulong seed, IReadOnlyList<byte[]> inputs, IReadOnlyList<string> words)
{
    private readonly Choices _choices = new(seed);

    /// <summary>Makes the next input.</summary>
    /// <param name="longest">Its length at most.</param>
    public byte[] Next(int longest)
    {
        List<byte> bytes = [.. inputs[_choices.Below(inputs.Count)]];
        for (int changes = 1 + _choices.Below(4); changes > 0; changes--)
        {
            Change(bytes);
        }

        return [.. bytes.Take(longest)];
    }

    private void Change(List<byte> bytes)
    {
        int at = _choices.Below(bytes.Count + 1);
        int length = Math.Min(bytes.Count - at, 1 + _choices.Below(16));
        switch (_choices.Below(7))
        {
            case 0:
                bytes.RemoveRange(at, length);
                break;
            case 1:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 2 when words.Count > 0:
                bytes.InsertRange(at, Encoding.Latin1.GetBytes(words[_choices.Below(words.Count)]));
                break;
            case 3 when length > 0:
                bytes[at] ^= (byte)(1 << _choices.Below(8));
                break;
            case 4 when length > 0:
                bytes[at] = (byte)_choices.Below(256);
                break;
            case 5:
                byte[] other = inputs[_choices.Below(inputs.Count)];
                int start = _choices.Below(other.Length + 1);
                bytes.InsertRange(at, other[start..Math.Min(other.Length, start + 32)]);
                break;
            default:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }
}
