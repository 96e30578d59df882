using System.Runtime.CompilerServices;
using Qapi.Runtime.Reading;
using Qga.Protocol.Limits;

namespace Qga.Protocol.Framing;

/// <summary>
/// The keys of a message's open objects, to find duplicates. It holds offsets, not text. The first few short keys of an object are compared with each
/// other; the others are in a hash table with open addressing over the message itself.
/// </summary>
/// <param name="memory">What large tables may take; null: any amount.</param>
internal sealed class KeySet(Budget? memory)
{
    private const int Few = 8;
    private const int LongKey = 1024;
    private const int InitialLength = 64;
    private const int KeptLength = 16 << 10;

    // The first keys of each open object; those of the innermost are last.
    private Entry[] _first = new Entry[InitialLength];
    private int _firstCount;
    private Entry[] _others = [];
    private int _othersCount;
    private long _taken;
    private KeyDigest? _digest;

    /// <summary>Digests the part of a long key that has arrived.</summary>
    /// <param name="message">The message up to where the key is valid as it stands.</param>
    /// <param name="start">The offset of the key's opening quote.</param>
    public void ReadAhead(ReadOnlySpan<byte> message, int start)
    {
        if (message.Length - start > LongKey)
        {
            _digest ??= new();
            _digest.Update(message[(start + 1 + _digest.Consumed)..], isLast: false);
        }
    }

    /// <summary>Adds a key to the innermost open object.</summary>
    /// <param name="message">The message up to the key's end.</param>
    /// <param name="owner">The number of that object; not 0.</param>
    /// <param name="start">The offset of the key's opening quote.</param>
    /// <param name="isNew">False if the object has the key already, however it is written.</param>
    /// <returns>False if there is no memory for it.</returns>
    public bool TryAdd(ReadOnlySpan<byte> message, int owner, int start, out bool isNew)
    {
        ReadOnlySpan<byte> body = message[(start + 1)..^1];
        bool isDigested = body.Length > LongKey || body.Contains((byte)'\\');
        Entry added;
        if (isDigested)
        {
            _digest ??= new();
            _digest.Update(body[_digest.Consumed..], isLast: true);
            added = new(Sign(_digest.Length, _digest.Last), owner, start, message.Length);
        }
        else
        {
            added = new(Sign(body.Length, body.IsEmpty ? (byte)0 : body[^1]), owner, start, message.Length);
        }

        bool hasRoom = TryAdd(message, added, body, isDigested, out isNew);
        _digest?.Reset();
        return hasRoom;
    }

    /// <summary>Forgets the keys of the innermost open object, which ends.</summary>
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
        _digest?.Reset();
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
            memory?.Return(_taken);
            _taken = 0;
        }
    }

    // Enough to tell most keys apart.
    private static int Sign(int length, byte last) => (length << 8) + last;

    private static bool IsSame(Entry one, Entry other, ReadOnlySpan<byte> message) =>
        one.Sign == other.Sign
        && one.Owner == other.Owner
        && StringDecoder.AreSame(message[(one.Start + 1)..(one.End - 1)], message[(other.Start + 1)..(other.End - 1)]);

    private bool TryAdd(ReadOnlySpan<byte> message, Entry added, ReadOnlySpan<byte> body, bool isDigested, out bool isNew)
    {
        isNew = false;
        int first = _firstCount;
        while (first > 0 && _first[first - 1].Owner == added.Owner)
        {
            if (IsSame(_first[--first], added, message))
            {
                return true;
            }
        }

        if (_firstCount - first == Few || (isDigested && _digest!.Length > LongKey))
        {
            int hash = isDigested ? _digest!.Hash : KeyDigest.HashOf(body);
            return TryAddOther(message, new(((hash + added.Owner) * 31) + added.Sign, added.Owner, added.Start, added.End), out isNew);
        }

        if (_firstCount == _first.Length)
        {
            Array.Resize(ref _first, _firstCount * 2);
        }

        _first[_firstCount++] = added;
        isNew = true;
        return true;
    }

    private bool TryAddOther(ReadOnlySpan<byte> message, Entry added, out bool isNew)
    {
        isNew = false;
        if (_othersCount * 2 >= _others.Length && !TryGrow())
        {
            return false;
        }

        int slot = added.Sign & (_others.Length - 1);
        for (; _others[slot].Owner != 0; slot = (slot + 1) & (_others.Length - 1))
        {
            if (IsSame(_others[slot], added, message))
            {
                return true;
            }
        }

        _others[slot] = added;
        _othersCount++;
        isNew = true;
        return true;
    }

    private bool TryGrow()
    {
        Entry[] old = _others;
        int length = Math.Max(InitialLength, old.Length * 2);
        long more = length > KeptLength ? ((long)length * Unsafe.SizeOf<Entry>()) - _taken : 0;
        if (memory?.TryTake(more) == false)
        {
            return false;
        }

        _taken += more;
        _others = new Entry[length];
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

        return true;
    }

    private readonly struct Entry(int sign, int owner, int start, int end)
    {
        public readonly int Sign = sign;
        public readonly int Owner = owner;
        public readonly int Start = start;
        public readonly int End = end;
    }
}
