using Qapi.Runtime.Errors;
using Qapi.Runtime.Reading;
using Qga.Agent.Generated;
using Qga.Contracts;

namespace Qga.Agent.Linux.Tests.Support;

/// <summary>A family whose open is held, as by a kernel that waits for a server, and whose read gives as many zeros as are asked for.</summary>
internal sealed class HeldFileCommands : FileCommandsBase, IDisposable
{
    public ManualResetEventSlim Release { get; } = new();

    public SemaphoreSlim Entered { get; } = new(0);

    public System.Collections.Concurrent.ConcurrentBag<int> Threads { get; } = [];

    public override CommandResult<long> GuestFileOpen(in GuestFileOpenArguments arguments)
    {
        Threads.Add(Environment.CurrentManagedThreadId);
        Entered.Release();
        Release.Wait();
        return 1000;
    }

    public override QapiError? GuestFileRead(in GuestFileReadArguments arguments, scoped ref GuestFileReadReply reply)
    {
        Zeros zeros = new((int)(arguments.Count ?? 0));
        reply.BufB64(ref zeros);
        reply.Write(arguments.Count ?? 0, eof: false);
        return null;
    }

    public override CommandResult GuestFileClose(in GuestFileCloseArguments arguments) => throw new InvalidOperationException("a fault");

    public override QapiError? GuestFileWrite(in GuestFileWriteArguments arguments, scoped ref GuestFileWriteReply reply) => QapiError.Generic("no");

    public override CommandResult<GuestFileSeek> GuestFileSeek(in GuestFileSeekArguments arguments) => QapiError.Generic("no");

    public override CommandResult GuestFileFlush(in GuestFileFlushArguments arguments) => CommandResult.Success;

    public void Dispose() => Release.Set();

    private struct Zeros(int left) : IPayload
    {
        private int _left = left;

        public int Read(Span<byte> buffer)
        {
            int count = Math.Min(_left, buffer.Length);
            buffer[..count].Clear();
            _left -= count;
            return count;
        }
    }
}
