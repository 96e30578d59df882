using System.Diagnostics;

namespace Qga.Client;

/// <summary>
/// A guest's agent through libvirt, which holds the agent's port and synchronizes by itself. Its calls block on a thread that the link has for itself:
/// what is given up goes on there, and the next exchange waits for it.
/// </summary>
internal sealed class LibvirtLink : IGuestLink
{
    /// <summary>
    /// The longest request that is sent, in bytes. libvirt begins anew with a request that does not fit into the buffer of QEMU's socket
    /// (net.core.wmem_default, 208 KiB), without end, and the agent gets a text that makes no sense.
    /// </summary>
    public const int MaximumRequest = 160 << 10;

    // What libvirt takes beyond the time limits: locks, the way to another host.
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(1);

    // WaitAsync takes no longer time.
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly string _domain;
    private readonly StreamLinkOptions _options;
    private readonly LibvirtSession _session;
    private readonly LibvirtThread _thread;
    private readonly CancellationTokenSource _disposing = new();
    private LibvirtNative.SafeDomain? _handle;
    private volatile bool _isEnded;

    private LibvirtLink(string domain, string? uri, StreamLinkOptions options)
    {
        (_domain, _options) = (domain, options);
        _session = new(uri);
        _thread = new(Close);
    }

    /// <summary>Whether a new link is needed: the connection to libvirt has ended, or libvirt no longer knows the domain.</summary>
    public bool IsEnded => _isEnded;

    /// <summary>Connects to libvirt and looks the domain up.</summary>
    /// <exception cref="GuestUnreachableException">libvirt cannot be reached, or knows no such domain.</exception>
    public static async Task<LibvirtLink> OpenAsync(string domain, string? uri, StreamLinkOptions options, CancellationToken cancellationToken)
    {
        LibvirtLink link = new(domain, uri, options);
        try
        {
            await link._thread.Begin(link.Open).Result.WaitAsync(cancellationToken).ConfigureAwait(false);
            return link;
        }
        catch
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask<T> ExchangeAsync<T>(LinkRequest request, ReplyReader<T> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        if (request.Text.Length > MaximumRequest)
        {
            throw new GuestUnreachableException(FormattableString.Invariant(
                $"libvirt passes on requests of {MaximumRequest} bytes at most, and this one has {request.Text.Length}"));
        }

        int seconds = ToSeconds(request);
        LibvirtFailure failure = new(_domain, request, seconds);
        byte[] command = [.. request.Text.Span, 0];
        LibvirtReply reply;
        try
        {
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token);
            LibvirtCall<LibvirtReply> call = _thread.Begin(() => Execute(command, seconds));
            await WaitForTurnAsync(call, request, either.Token).ConfigureAwait(false);
            reply = await call.Result.WaitAsync(ToLimit(seconds), either.Token).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return failure.TimedOut() is { } timeout ? throw timeout : read(default);
        }
        catch (Exception ended) when (ended is ObjectDisposedException || (ended is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new GuestConnectionLostException("the connection to libvirt was closed", ended);
        }

        if (reply.Text is { } text)
        {
            return text.Length <= _options.MaxReplyLength
                ? read(text)
                : throw new GuestAgentReplyException(FormattableString.Invariant($"it is longer than {_options.MaxReplyLength} bytes"));
        }

        _isEnded |= reply.IsConnectionEnded || reply.Error.Code == LibvirtErrorCode.NoDomain;
        return failure.Explain(reply) is { } problem ? throw problem : read(default);
    }

    /// <summary>
    /// Closes the connection when the call that is under way has ended. An exchange that still waits ends with
    /// <see cref="GuestConnectionLostException"/>.
    /// </summary>
    /// <returns>At once.</returns>
    public async ValueTask DisposeAsync()
    {
        _thread.Dispose();
        await _disposing.CancelAsync().ConfigureAwait(false);
    }

    private async Task WaitForTurnAsync(LibvirtCall call, LinkRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await call.Started.WaitAsync(request.Timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException problem) when (call.TryAbandon())
        {
            throw new GuestAgentSilentException($"libvirt is still busy with an earlier command to the agent of {_domain}", problem);
        }
        catch (TimeoutException)
        {
            // It has begun in this very moment.
        }
        catch (OperationCanceledException)
        {
            call.TryAbandon();
            throw;
        }
    }

    // Where silence is success, a silence that is longer than that at synchronizing shows that the command was sent.
    private static int ToSeconds(LinkRequest request) =>
        request.Timeout == Timeout.InfiniteTimeSpan ? LibvirtNative.WithoutEnd
        : Math.Max((int)Math.Ceiling(request.Timeout.TotalSeconds), request.IsAnswered ? 1 : LibvirtFailure.SynchronizationSeconds + 1);

    private TimeSpan ToLimit(int seconds)
    {
        if (seconds < 0 || _options.SynchronizationTimeout == Timeout.InfiniteTimeSpan)
        {
            return Timeout.InfiniteTimeSpan;
        }

        TimeSpan limit = TimeSpan.FromSeconds(seconds) + _options.SynchronizationTimeout + s_margin;
        return limit < s_longest ? limit : s_longest;
    }

    private bool Open()
    {
        _session.Open(readOnly: false);
        _handle = _session.FindDomain(_domain);
        return true;
    }

    private LibvirtReply Execute(byte[] command, int seconds)
    {
        long start = Stopwatch.GetTimestamp();
        nint text = LibvirtNative.AgentCommand(_handle!, command, seconds, 0);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        if (text != 0)
        {
            byte[] reply = LibvirtNative.ToBytes(text);
            LibvirtNative.FreeMemory(text);
            return new(reply);
        }

        LibvirtError error = LibvirtError.Last();
        bool isEnded = _session.IsEnded;
        return new(null, error, elapsed, isEnded ? null : LibvirtSession.GetState(_handle!), isEnded);
    }

    private void Close()
    {
        _handle?.Dispose();
        _session.Dispose();
    }
}
