using Qapi.Runtime.Errors;
using Qapi.Runtime.Writing;

namespace Qapi.Runtime.Serving;

/// <summary>
/// A reply that may come after its command has returned. The command keeps it as <see cref="Deferred{T}"/> and completes it; the server waits for it
/// without a thread and writes it. Every member may be used by any thread.
/// </summary>
public abstract class Deferred
{
    private readonly Lock _gate = new();
    private Action? _completed;
    private Action? _expedited;
    private Action? _abandoned;
    private bool _isCompleted;
    private bool _isExpedited;
    private bool _isAbandoned;

    private protected Deferred()
    {
    }

    /// <summary>Whether there is something to write.</summary>
    public bool IsCompleted
    {
        get
        {
            lock (_gate)
            {
                return _isCompleted;
            }
        }
    }

    /// <summary>
    /// Called when the server wants the reply now, because the caller has sent its next request or its time is over. The command should complete with
    /// what it can say. Not called after completion or abandonment, but a call that has begun may overlap them. If the server has asked already, it is
    /// called while it is set.
    /// </summary>
    public Action? Expedited
    {
        get => _expedited;
        set => SetCallback(ref _expedited, value, ref _isExpedited, unlessCompleted: true);
    }

    /// <summary>
    /// Called when the reply will never be written, completed or not, because nobody waits for it any more: what the command holds for it can be
    /// released. If that has happened already, it is called while it is set.
    /// </summary>
    public Action? Abandoned
    {
        get => _abandoned;
        set => SetCallback(ref _abandoned, value, ref _isAbandoned, unlessCompleted: false);
    }

    /// <summary>Server: asks for a call at completion; only once. No call comes after <see cref="Abandon"/>.</summary>
    /// <param name="action">Called once: on the thread that completes the reply, or at once if it is completed already.</param>
    public void OnCompleted(Action action)
    {
        lock (_gate)
        {
            if (!_isCompleted)
            {
                _completed = action;
                return;
            }
        }

        action();
    }

    /// <summary>Server: the caller has sent its next request, or its time is over. The first call counts.</summary>
    public void Expedite()
    {
        Action? expedited;
        lock (_gate)
        {
            if (_isExpedited || _isCompleted || _isAbandoned)
            {
                return;
            }

            _isExpedited = true;
            expedited = _expedited;
        }

        expedited?.Invoke();
    }

    /// <summary>Server: nobody waits any more, and <see cref="Write"/> will not be called. The first call counts.</summary>
    public void Abandon()
    {
        Action? abandoned;
        lock (_gate)
        {
            if (_isAbandoned)
            {
                return;
            }

            _isAbandoned = true;
            _completed = null;
            abandoned = _abandoned;
        }

        abandoned?.Invoke();
    }

    /// <summary>Server: writes a completed reply as <c>Invoke</c> writes the reply of other commands. Only once.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <returns>The refusal, with nothing written; null on success.</returns>
    public abstract QapiError? Write(scoped ref JsonWriter writer);

    /// <summary>Stores the result and tells the server; the first result counts.</summary>
    private protected void Complete<T>(ref T store, T result)
    {
        Action? completed;
        lock (_gate)
        {
            if (_isCompleted)
            {
                return;
            }

            store = result;
            _isCompleted = true;
            completed = _completed;
            _completed = null;
        }

        completed?.Invoke();
    }

    private void SetCallback(ref Action? callback, Action? value, ref bool hasHappened, bool unlessCompleted)
    {
        lock (_gate)
        {
            callback = value;
            if (!hasHappened || (unlessCompleted && (_isCompleted || _isAbandoned)))
            {
                return;
            }
        }

        value?.Invoke();
    }
}

/// <summary>A reply that may come after its command has returned, as the command sees it.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
/// <param name="write">Writes the result.</param>
public sealed class Deferred<T>(ReplyWriter<T> write) : Deferred
{
    private CommandResult<T> _result;

    /// <summary>Gives the result. The first call counts, later ones do nothing.</summary>
    /// <param name="result">The value or a refusal.</param>
    public void Complete(CommandResult<T> result) => Complete(ref _result, result);

    /// <inheritdoc/>
    public override QapiError? Write(scoped ref JsonWriter writer)
    {
        if (!IsCompleted)
        {
            throw new InvalidOperationException("The reply is not completed.");
        }

        if (_result.Error is null)
        {
            write(ref writer, _result.Value!);
        }

        return _result.Error;
    }
}
