using System.Runtime.InteropServices;
using Qapi.Runtime.Reading;

namespace Qga.Protocol.Framing;

/// <summary>
/// The keys of a message's open objects, to find one that stands twice. It holds places, not text. The first few short keys of an object are compared
/// with each other; the others are in a hash table with open addressing over the message itself, seeded at random so that no client can aim at its
/// collisions.
/// </summary>
internal sealed class KeySet
{
    private const int Few = 8;
    private const int LongKey = 1024;
    private const int InitialLength = 64;
    private const int KeptLength = 16 << 10;

    // The first ones of each open object; those of the innermost stand last.
    private Entry[] _first = new Entry[InitialLength];
    private int _firstCount;
    private Entry[] _others = [];
    private int _othersCount;

    /// <summary>Adds a key to the innermost open object.</summary>
    /// <param name="message">The message up to and with the key.</param>
    /// <param name="owner">Which object that is; not 0.</param>
    /// <param name="start">Where the key's token begins.</param>
    /// <returns>False if that object has such a key already, however it was written.</returns>
    public bool TryAdd(ReadOnlySpan<byte> message, int owner, int start)
    {
        ReadOnlySpan<byte> key = JsonString.DecodeUtf8(message[start..]);

        // Enough to tell most keys apart.
        Entry added = new((key.Length << 8) + (key.IsEmpty ? 0 : key[^1]), owner, start, message.Length);
        int first = _firstCount;
        while (first > 0 && _first[first - 1].Owner == owner)
        {
            if (IsSame(_first[--first], added, message, key))
            {
                return false;
            }
        }

        if (_firstCount - first == Few || key.Length > LongKey)
        {
            return TryAddOther(message, key, added);
        }

        if (_firstCount == _first.Length)
        {
            Array.Resize(ref _first, _firstCount * 2);
        }

        _first[_firstCount++] = added;
        return true;
    }

    /// <summary>Forgets the keys of the innermost open object, which ends.</summary>
    /// <param name="owner">Which object that is.</param>
    public void Close(int owner)
    {
        while (_firstCount > 0 && _first[_firstCount - 1].Owner == owner)
        {
            _firstCount--;
        }
    }

    /// <summary>Forgets all keys, and after a large message the memory for them.</summary>
    public void Clear()
    {
        _firstCount = 0;
        if (_othersCount == 0)
        {
            return;
        }

        _othersCount = 0;
        if (_others.Length <= KeptLength)
        {
            Array.Clear(_others);
        }
        else
        {
            _others = [];
        }
    }

    private static bool IsSame(Entry one, Entry other, ReadOnlySpan<byte> message, ReadOnlySpan<byte> key) =>
        one.Sign == other.Sign && one.Owner == other.Owner && JsonString.DecodeUtf8(message[one.Start..one.End]).SequenceEqual(key);

    private bool TryAddOther(ReadOnlySpan<byte> message, ReadOnlySpan<byte> key, Entry added)
    {
        if (_othersCount * 2 >= _others.Length)
        {
            Grow();
        }

        // The framework's hash is one of 16-bit units: what is missing is the last byte of an odd number, which the sign has.
        added = new(((string.GetHashCode(MemoryMarshal.Cast<byte, char>(key)) + added.Owner) * 31) + added.Sign, added.Owner, added.Start, added.End);
        int slot = added.Sign & (_others.Length - 1);
        for (; _others[slot].Owner != 0; slot = (slot + 1) & (_others.Length - 1))
        {
            if (IsSame(_others[slot], added, message, key))
            {
                return false;
            }
        }

        _others[slot] = added;
        _othersCount++;
        return true;
    }

    private void Grow()
    {
        Entry[] old = _others;
        _others = new Entry[Math.Max(InitialLength, old.Length * 2)];
        foreach (Entry entry in old)
        {
            if (entry.Owner != 0)
            {
                int slot = entry.Sign & (_others.Length - 1);
                while (_others[slot].Owner != 0)
                {
                    slot = (slot + 1) & (_others.Length - 1);
                }

                _others[slot] = entry;
            }
        }
    }

    private readonly struct Entry(int sign, int owner, int start, int end)
    {
        public readonly int Sign = sign;
        public readonly int Owner = owner;
        public readonly int Start = start;
        public readonly int End = end;
    }
}
