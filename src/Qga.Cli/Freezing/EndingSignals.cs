using System.Runtime.InteropServices;

namespace Qga.Cli.Freezing;

/// <summary>Remembers which signal asked this program to end, to pass it on.</summary>
internal sealed class EndingSignals : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private int _number;

    public EndingSignals() => _registrations =
    [
        Register(PosixSignal.SIGINT, 2),
        Register(PosixSignal.SIGTERM, 15),
        Register(PosixSignal.SIGHUP, 1),
    ];

    /// <summary>The first signal that came; 0: none has.</summary>
    public int Number => Volatile.Read(ref _number);

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private PosixSignalRegistration Register(PosixSignal signal, int number) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        Interlocked.CompareExchange(ref _number, number, 0);
    });
}
