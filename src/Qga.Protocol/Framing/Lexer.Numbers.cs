namespace Qga.Protocol.Framing;

/// <content>Numbers, byte by byte.</content>
internal sealed partial class Lexer
{
    private TokenKind ContinueNumber(ReadOnlySpan<byte> bytes)
    {
        for (; Position < bytes.Length; Position++)
        {
            State next = AfterNumber(_state, bytes[Position]);
            if (next == State.Ended)
            {
                _state = State.Start;
                IsReread = true;
                return TokenKind.Number;
            }

            if (next == State.Broken)
            {
                return Stray(bytes[Position++]);
            }

            _state = next;
            if (next is State.Digits or State.Fraction or State.ExponentDigits)
            {
                while (Position + 1 < bytes.Length && char.IsAsciiDigit((char)bytes[Position + 1]))
                {
                    Position++;
                }
            }
        }

        return TokenKind.None;
    }

    private static State AfterNumber(State state, byte next)
    {
        bool isDigit = next is >= (byte)'0' and <= (byte)'9';
        bool isExponent = next is (byte)'e' or (byte)'E';
        return state switch
        {
            State.Minus => !isDigit ? State.Broken : next == (byte)'0' ? State.Zero : State.Digits,
            State.Zero => next == (byte)'.' ? State.Point : isDigit ? State.Broken : State.Ended,
            State.Digits => isDigit ? State.Digits : next == (byte)'.' ? State.Point : isExponent ? State.Exponent : State.Ended,
            State.Point => isDigit ? State.Fraction : State.Broken,
            State.Fraction => isDigit ? State.Fraction : isExponent ? State.Exponent : State.Ended,
            State.Exponent => isDigit ? State.ExponentDigits : next is (byte)'+' or (byte)'-' ? State.ExponentSign : State.Broken,
            State.ExponentSign => isDigit ? State.ExponentDigits : State.Broken,
            _ => isDigit ? State.ExponentDigits : State.Ended,
        };
    }
}
