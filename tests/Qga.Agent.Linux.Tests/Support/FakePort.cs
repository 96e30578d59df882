using System.Text;
using Qga.Agent.Sessions;

namespace Qga.Agent.Linux.Tests.Support;

/// <summary>A virtio-serial port as the kernel shows it: bytes, and whether a host is there, in whatever order a test likes.</summary>
internal sealed class FakePort : IPeer
{
    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _incoming = [];
    private readonly List<byte> _sent = [];

    /// <summary>Whether the kernel has been told that a host is there.</summary>
    public bool IsHostPresent { get; set; } = true;

    /// <summary>How many more bytes the host takes.</summary>
    public int Room { get; set; } = int.MaxValue;

    /// <summary>What the host has been sent.</summary>
    public string Sent
    {
        get
        {
            lock (_gate)
            {
                return Encoding.Latin1.GetString([.. _sent]);
            }
        }
    }

    public void Say(string text)
    {
        lock (_gate)
        {
            _incoming.Enqueue(Encoding.Latin1.GetBytes(text));
        }
    }

    public int Receive(Span<byte> buffer)
    {
        lock (_gate)
        {
            if (_incoming.TryDequeue(out byte[]? bytes))
            {
                bytes.CopyTo(buffer);
                return bytes.Length;
            }

            return IsHostPresent ? IPeer.WouldBlock : 0;
        }
    }

    public int Send(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            int count = Math.Min(Room, bytes.Length);
            if (!IsHostPresent || count == 0)
            {
                return IPeer.WouldBlock;
            }

            _sent.AddRange(bytes[..count]);
            Room -= count;
            return count;
        }
    }

    public PeerState WaitForRoom()
    {
        SpinWait.SpinUntil(() => !IsHostPresent || Room > 0);
        return IsHostPresent ? PeerState.Ready : PeerState.Absent;
    }
}
