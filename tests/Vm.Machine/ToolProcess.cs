using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Qga.Machines;

/// <summary>A run of the host's tool that goes on. Disposing of it ends it.</summary>
public sealed class ToolProcess : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly char[] _buffer = new char[4096];
    private readonly Task<string> _error;

    internal ToolProcess(IReadOnlyList<string> words, string input, IReadOnlyDictionary<string, string> environment)
    {
        // Whoever runs the tests in the background has signals ignored, which is inherited.
        ProcessStartInfo start = new("env", ["--default-signal=HUP,INT,QUIT,TERM", .. words])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _error = _process.StandardError.ReadToEndAsync();
        _ = WriteAsync(input);
    }

    /// <summary>The number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Waits until it has written a text to its standard output.</summary>
    /// <exception cref="InvalidOperationException">It has ended without.</exception>
    /// <exception cref="TimeoutException">It does not within two minutes.</exception>
    public async Task UntilWrittenAsync(string text)
    {
        while (!_output.ToString().Contains(text, StringComparison.Ordinal))
            if (!await ReadAsync())
                throw new InvalidOperationException($"It has ended without '{text}':\n{_output}{await _error}");
    }

    /// <summary>Sends a signal by its name: <c>TERM</c>.</summary>
    public async Task SignalAsync(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for its end.</summary>
    /// <exception cref="TimeoutException">It goes on for more than two minutes.</exception>
    public async Task<ToolResult> EndAsync()
    {
        while (await ReadAsync())
        {
            // All that it writes is kept.
        }

        await _process.WaitForExitAsync().WaitAsync(s_limit);
        return new(_process.ExitCode, _output.ToString(), await _error);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private async Task<bool> ReadAsync()
    {
        int count = await _process.StandardOutput.ReadAsync(_buffer.AsMemory()).AsTask().WaitAsync(s_limit);
        _output.Append(_buffer, 0, count);
        return count > 0;
    }

    private async Task WriteAsync(string input)
    {
        try
        {
            await _process.StandardInput.WriteAsync(input);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended and read no more.
        }
    }
}
