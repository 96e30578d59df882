namespace Qga.Client;

/// <summary>How the bytes of a <see cref="GuestFile"/> travel.</summary>
public sealed record GuestFileOptions
{
    /// <summary>
    /// How many bytes a request reads or writes, 512 to 48,000,000. Through libvirt, which limits the length of a message, a piece that is read is never
    /// larger than 2 MiB, and one that is written never larger than 120,000 bytes. 1 MiB by default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public int PieceSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 512);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 48_000_000);
            field = value;
        }
    } = 1 << 20;

    /// <summary>
    /// How many pieces are asked for before they are needed, and how many writes may wait for their turn; 1 to 16. Reading ahead begins with the
    /// second piece that is read in order. Writes are sent one after the other, each when the one before it is answered: the next ones are encoded
    /// meanwhile. 1: everything one after the other. 4 by default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public int PiecesInFlight
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 16);
            field = value;
        }
    } = 4;
}
