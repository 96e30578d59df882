namespace Qga.Fuzz;

/// <summary>Choices that look random and depend on nothing but where they begin: an input that fails once fails always.</summary>
internal sealed class Choices(ulong seed)
{
    // Whether a stream comes in many pieces, none of which is most of it.
    private readonly bool _isFine = (seed & 1) != 0;

    // Any number but 0, which would stay 0.
    private ulong _state = seed | (1UL << 63);

    /// <summary>The choices that belong to an input.</summary>
    public static Choices Of(ReadOnlySpan<byte> input)
    {
        // FNV-1a.
        ulong hash = 14695981039346656037;
        foreach (byte value in input)
        {
            hash = (hash ^ value) * 1099511628211;
        }

        return new(hash);
    }

    /// <summary>One of the numbers from 0 to below <paramref name="end"/>.</summary>
    public int Below(int end)
    {
        // xorshift64*.
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return (int)((_state * 2685821657736338717 >> 32) % (uint)end);
    }

    /// <summary>How long the next piece of a stream is: mostly a few bytes, of long streams more, sometimes all.</summary>
    /// <param name="left">How many bytes are left; at least one.</param>
    public int Piece(int left) => Below(8) switch
    {
        0 when !_isFine => left,
        <= 3 => 1,
        _ => Math.Min(left, 1 + Below(24 + (left / 16))),
    };
}
