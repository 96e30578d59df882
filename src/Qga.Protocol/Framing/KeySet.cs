using Qga.Protocol.Reading;

namespace Qga.Protocol.Framing;

/// <summary>
/// The keys of a message's objects, to find one that stands twice. It holds places, not text: a hash table with open addressing over the message
/// itself, seeded at random so that no client can aim at its collisions.
/// </summary>
internal sealed class KeySet
{
    private const int InitialLength = 64;
    private const int KeptLength = 16 << 10;
    private Entry[] _entries = new Entry[InitialLength];
    private int _count;

    /// <summary>Adds a key.</summary>
    /// <param name="message">The message up to and with the key.</param>
    /// <param name="owner">Which object it belongs to; not 0.</param>
    /// <param name="start">Where the key's token begins.</param>
    /// <param name="length">How long it is, quotes included.</param>
    /// <returns>False if that object has such a key already, however it was written.</returns>
    public bool TryAdd(ReadOnlySpan<byte> message, int owner, int start, int length)
    {
        if (_count * 2 >= _entries.Length)
        {
            Grow();
        }

        ReadOnlySpan<byte> key = JsonString.DecodeUtf8(message.Slice(start, length));
        HashCode hash = default;
        hash.Add(owner);
        hash.AddBytes(key);
        Entry added = new(hash.ToHashCode(), owner, start, length);
        int slot = added.Hash & (_entries.Length - 1);
        for (; _entries[slot].Owner != 0; slot = (slot + 1) & (_entries.Length - 1))
        {
            Entry other = _entries[slot];
            if (other.Hash == added.Hash && other.Owner == owner
                && JsonString.DecodeUtf8(message.Slice(other.Start, other.Length)).SequenceEqual(key))
            {
                return false;
            }
        }

        _entries[slot] = added;
        _count++;
        return true;
    }

    /// <summary>Forgets all keys, and after a large message the memory for them.</summary>
    public void Clear()
    {
        if (_entries.Length > KeptLength)
        {
            // Where next to nothing is allocated the collector does not come by again by itself: one such message would cost its memory for ever.
            _entries = new Entry[InitialLength];
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        }
        else if (_count > 0)
        {
            Array.Clear(_entries);
        }

        _count = 0;
    }

    private void Grow()
    {
        Entry[] old = _entries;
        _entries = new Entry[old.Length * 2];
        foreach (Entry entry in old)
        {
            if (entry.Owner != 0)
            {
                int slot = entry.Hash & (_entries.Length - 1);
                while (_entries[slot].Owner != 0)
                {
                    slot = (slot + 1) & (_entries.Length - 1);
                }

                _entries[slot] = entry;
            }
        }
    }

    private readonly record struct Entry(int Hash, int Owner, int Start, int Length);
}
