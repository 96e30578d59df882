using System.Text;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Programs;

/// <summary>Where the output of a guest's program goes: as it is, or, of several guests, line by line with the guest's name in front.</summary>
internal sealed class ProgramOutput : IProgramOutput
{
    private readonly Stream _output;
    private readonly Stream _error;
    private readonly LineOutput? _outputLines;
    private readonly LineOutput? _errorLines;

    /// <param name="terminal">The standard streams.</param>
    /// <param name="guest">The guest's name; null: there is only one.</param>
    /// <param name="isRaw">Whether a terminal gets it as it is.</param>
    /// <param name="gate">Held for each line, by all guests.</param>
    public ProgramOutput(Terminal terminal, string? guest, bool isRaw, Lock gate)
    {
        _output = terminal.OpenOutput(isRaw);
        _error = terminal.OpenError(isRaw);
        if (guest is not null)
        {
            byte[] prefix = Encoding.UTF8.GetBytes($"{ValueText.Printable(guest)}: ");
            _outputLines = new(_output, prefix, gate);
            _errorLines = new(_error, prefix, gate);
        }
    }

    public void Write(GuestOutput piece)
    {
        bool isOutput = piece.Kind == GuestOutputKind.Output;
        if ((isOutput ? _outputLines : _errorLines) is LineOutput lines)
        {
            lines.Write(piece.Bytes.Span);
            return;
        }

        Stream stream = isOutput ? _output : _error;
        stream.Write(piece.Bytes.Span);
        stream.Flush();
    }

    // What has no end of line.
    public void Complete()
    {
        _outputLines?.Complete();
        _errorLines?.Complete();
    }
}
