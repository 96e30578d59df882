using System.Text;
using Qga.Protocol.Framing;

namespace Qga.Protocol.Tests.Framing;

/// <summary>Plays the part of a connection.</summary>
internal static class CutStream
{
    /// <summary>Shows bytes to a new framer, piece by piece.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="pieces">The lengths of the pieces.</param>
    /// <param name="limits">The framer's limits.</param>
    /// <returns>Messages in « », errors as their text.</returns>
    public static string Scan(byte[] bytes, IEnumerable<int> pieces, FramerLimits? limits = null)
    {
        Framer framer = new(limits);
        StringBuilder found = new();
        int start = 0;
        int end = 0;
        foreach (int piece in pieces)
        {
            end += piece;
            Frame frame;
            do
            {
                ReadOnlySpan<byte> pending = bytes.AsSpan(start..end);
                frame = framer.Scan(pending);
                found.Append(frame.Kind switch
                {
                    FrameKind.Message => $"«{Encoding.Latin1.GetString(pending.Slice(frame.Start, frame.Length))}»",
                    FrameKind.SyntaxError => frame.Error.ToString(),
                    _ => "",
                });
                start += frame.Consumed;
            }
            while (frame.Kind != FrameKind.Incomplete);
        }

        return found.ToString();
    }
}
