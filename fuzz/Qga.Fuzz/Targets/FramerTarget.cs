using System.Buffers;
using System.Text;
using Qga.Protocol.Framing;

namespace Qga.Fuzz.Targets;

/// <summary>A stream gives the same messages and errors however it is cut, with QEMU's limits and with small ones.</summary>
internal sealed class FramerTarget() : FuzzTarget("framer")
{
    private static readonly FramerLimits s_small = new() { Size = 120, Tokens = 20, Depth = 4 };

    private readonly ArrayBufferWriter<byte> _whole = new();
    private readonly ArrayBufferWriter<byte> _cut = new();

    /// <inheritdoc/>
    public override IReadOnlyList<string> Words => JsonWords.All;

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        Compare(input, null);
        Compare(input, s_small);
    }

    private void Compare(ReadOnlySpan<byte> input, FramerLimits? limits)
    {
        Read(input, limits, null, _whole);
        Read(input, limits, Choices.Of(input), _cut);
        Check.Same(_whole.WrittenSpan, _cut.WrittenSpan, "frames do not depend on where the stream is cut");
    }

    private static void Read(ReadOnlySpan<byte> input, FramerLimits? limits, Choices? cuts, ArrayBufferWriter<byte> log)
    {
        log.ResetWrittenCount();
        Framer framer = new(limits);
        int start = 0;
        int end = cuts is null ? input.Length : 0;
        for (int frames = 0; ; frames++)
        {
            Check.That(frames <= (4 * input.Length) + 4, "the framer comes to an end");
            Frame frame = framer.Scan(input[start..end]);
            Check.That(frame.Consumed >= 0 && frame.Consumed <= end - start, "nothing is consumed that was not shown");
            if (frame.Kind == FrameKind.Message)
            {
                Check.That(frame.Start >= 0 && frame.Length > 0 && frame.Start + frame.Length <= frame.Consumed, "a message lies in what it consumes");
                log.Write(input.Slice(start + frame.Start, frame.Length));
                log.Write("\n"u8);
            }
            else if (frame.Kind == FrameKind.SyntaxError)
            {
                log.Write(Encoding.UTF8.GetBytes($"! {frame.Error}\n"));
            }

            start += frame.Consumed;
            if (frame.Kind == FrameKind.Incomplete)
            {
                if (end == input.Length)
                {
                    return;
                }

                end += cuts!.Piece(input.Length - end);
            }
        }
    }
}
