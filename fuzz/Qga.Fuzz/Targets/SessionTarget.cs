using System.Buffers;
using Qga.Fuzz.Serving;

namespace Qga.Fuzz.Targets;

/// <summary>
/// What a client sends to an agent: the replies are lines of JSON, and the same ones whatever pieces the bytes come in, whenever they are read, and
/// however slowly replies are taken.
/// </summary>
internal sealed class SessionTarget() : FuzzTarget("session")
{
    // Payload that arrives is decoded from a length on that no fuzzer would come up with: two bytes stand for it.
    private const byte Expansion = 1;
    private const int ExpansionUnit = 256;
    private const int LongestExpanded = 80 << 10;

    private readonly SessionPlay _play = new();
    private readonly ArrayBufferWriter<byte> _expanded = new();

    /// <inheritdoc/>
    public override int LongestInput => 2048;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Words { get; } =
    [
        .. JsonWords.All,
        "{\"execute\":\"guest-file-open\",\"arguments\":{\"path\":\"x\"}}\n",
        "{\"execute\":\"guest-file-read\",\"arguments\":{\"handle\":1000}}\n",
        "{\"execute\":\"guest-file-seek\",\"arguments\":{\"handle\":1000,\"offset\":0,\"whence\":0}}\n",
        "{\"execute\":\"guest-file-write\",\"arguments\":{\"handle\":1000,\"buf-b64\":\"\u0001\u0040QUJD\"}}\n",
        "{\"execute\":\"guest-exec\",\"arguments\":{\"path\":\"x\",\"arg\":[\"y\"]}}\n",
        "{\"execute\":\"guest-exec-status\",\"arguments\":{\"pid\":1}}\n",
        "\u0001\u0020", "\u0001\u00ff",
    ];

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        byte[] bytes = Expand(input);
        byte[] whole = _play.Whole(bytes).ToArray();
        ReplyLines.Validate(whole);
        Choices choices = Choices.Of(input);
        Check.Same(whole, _play.InPieces(bytes, choices, mayLeave: false), "replies do not depend on when bytes come and go");
        ReplyLines.Validate(_play.InPieces(bytes, choices, mayLeave: true));
    }

    private byte[] Expand(ReadOnlySpan<byte> input)
    {
        _expanded.ResetWrittenCount();
        while (!input.IsEmpty)
        {
            int plain = input.IndexOf(Expansion);
            plain = plain < 0 ? input.Length : plain;
            _expanded.Write(input[..plain]);
            input = input[plain..];
            if (input.Length > 1)
            {
                int length = input[1] * ExpansionUnit;
                if (_expanded.WrittenCount + length <= LongestExpanded)
                {
                    Span<byte> room = _expanded.GetSpan(length)[..length];
                    for (int i = 0; i < length; i++)
                    {
                        room[i] = (byte)('A' + (i % 26));
                    }

                    _expanded.Advance(length);
                }
            }

            input = input[Math.Min(input.Length, 2)..];
        }

        return _expanded.WrittenSpan.ToArray();
    }
}
