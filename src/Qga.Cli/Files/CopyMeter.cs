using System.Diagnostics;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Files;

/// <summary>Shows on standard error how far copies are, if that is a terminal: one line for all that go on at the same time.</summary>
/// <param name="terminal">The standard streams.</param>
internal sealed class CopyMeter(Terminal terminal)
{
    private const int DefaultWidth = 80;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly List<Part> _parts = [];
    private readonly Queue<(long Time, long Bytes)> _samples = new();
    private long _shown;
    private bool _isOnLine;

    /// <summary>Begins a copy.</summary>
    /// <param name="name">What is copied, for people.</param>
    /// <returns>What is told of its progress; null: nobody sees it.</returns>
    public Part? Begin(string name)
    {
        if (!terminal.IsErrorTerminal)
        {
            return null;
        }

        lock (_lock)
        {
            Part part = new(this, name);
            _parts.Add(part);
            return part;
        }
    }

    /// <summary>Ends the line, so that something else can be said.</summary>
    public void Interrupt(Action write)
    {
        lock (_lock)
        {
            if (_isOnLine)
            {
                terminal.Error.Write("\r\e[K");
                _isOnLine = false;
            }

            write();
        }
    }

    private void End(Part part, bool isComplete)
    {
        lock (_lock)
        {
            if (_parts is [Part only] && only == part)
            {
                if (isComplete && part.HasReported)
                {
                    Show();
                    terminal.Error.WriteLine();
                }
                else if (_isOnLine)
                {
                    terminal.Error.Write("\r\e[K");
                }

                _isOnLine = false;
                _samples.Clear();
            }

            _parts.Remove(part);
        }
    }

    private void Show()
    {
        long now = Stopwatch.GetTimestamp();
        long bytes = _parts.Sum(part => part.Bytes);
        _samples.Enqueue((now, bytes));
        while (_samples.Count > 2 && Stopwatch.GetElapsedTime(_samples.Peek().Time, now) > s_window)
        {
            _samples.Dequeue();
        }

        (long time, long before) = _samples.Peek();
        double seconds = Stopwatch.GetElapsedTime(time, now).TotalSeconds;
        string name = _parts is [Part only] ? only.Name : $"{_parts.Count} copies";
        long? total = _parts.Any(part => part.Total is null) ? null : _parts.Sum(part => part.Total!.Value);
        string line = CopyLine.Of(name, bytes, total, seconds > 0 ? Math.Max(0, bytes - before) / seconds : 0, Width());
        terminal.Error.Write($"\r{line}\e[K");
        terminal.Error.Flush();
        _shown = now;
        _isOnLine = true;
    }

    private static int Width()
    {
        try
        {
            return Console.WindowWidth is > 0 and int width ? width : DefaultWidth;
        }
        catch (IOException)
        {
            return DefaultWidth;
        }
    }

    /// <summary>One copy.</summary>
    internal sealed class Part(CopyMeter meter, string name) : IProgress<GuestCopyProgress>
    {
        public string Name => name;

        public long Bytes { get; private set; }

        public long? Total { get; private set; }

        public bool HasReported { get; private set; }

        public void Report(GuestCopyProgress value)
        {
            lock (meter._lock)
            {
                (Bytes, Total, HasReported) = (value.Bytes, value.TotalBytes, true);
                if (meter._shown == 0 || Stopwatch.GetElapsedTime(meter._shown) >= s_pause)
                {
                    meter.Show();
                }
            }
        }

        /// <summary>Ends it.</summary>
        /// <param name="isComplete">Whether all is copied.</param>
        public void End(bool isComplete) => meter.End(this, isComplete);
    }
}
