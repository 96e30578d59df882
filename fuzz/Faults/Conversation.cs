using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Qga.Faults;

/// <summary>What a client says and hears. A connection that the agent has closed is opened again.</summary>
/// <param name="path">The agent's socket.</param>
internal sealed class Conversation(string path) : IDisposable
{
    private Socket? _socket;
    private byte[] _rest = [];

    /// <summary>What the agent said and was not so.</summary>
    public List<string> Untruths { get; } = [];

    /// <summary>The errors, and a line for each connection that was closed before the reply.</summary>
    public List<string> Refusals { get; } = [];

    /// <summary>Asks for a command.</summary>
    /// <param name="command">Its name.</param>
    /// <param name="arguments">The object of its arguments; null without.</param>
    /// <returns>The value that it returns; null where it was refused, or the connection was closed.</returns>
    public JsonElement? Ask(string command, string? arguments = null)
    {
        string text = $"{{\"execute\":\"{command}\"{(arguments is null ? "" : $",\"arguments\":{arguments}")}}}\n";
        string? line = AskLine(text);
        if (line is null)
        {
            Refusals.Add($"{command}: the connection was closed");
            return null;
        }

        JsonElement reply = JsonDocument.Parse(line).RootElement;
        if (reply.TryGetProperty("return", out JsonElement value))
        {
            return value;
        }

        string description = reply.GetProperty("error").GetProperty("desc").GetString()!;
        Claim(description.Length > 0, $"{command}: an error without a text");
        Refusals.Add($"{command}: {description}");
        return null;
    }

    /// <summary>Sends a text and waits for a line.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The line; null: the agent has closed the connection.</returns>
    /// <exception cref="TimeoutException">Neither comes.</exception>
    public string? AskLine(string text)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            _socket ??= Connect();
            for (ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text); !rest.IsEmpty;)
            {
                rest = rest[_socket.Send(rest)..];
            }

            return ReadLine(_socket);
        }
        catch (SocketException error) when (
            error.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock or SocketError.TryAgain
            && Stopwatch.GetElapsedTime(start) >= Limits.Answer)
        {
            throw new TimeoutException($"no reply to {text.TrimEnd()[..Math.Min(60, text.Length - 1)]}");
        }
        catch (SocketException)
        {
            // .NET calls it a time-out at once, when the agent closes the connection after a part of what is sent has been taken.
            Close();
            return null;
        }
    }

    /// <summary>Notes an untruth, if it is one.</summary>
    /// <param name="holds">Whether it is true.</param>
    /// <param name="text">What is not, otherwise.</param>
    public void Claim(bool holds, string text)
    {
        if (!holds)
        {
            Untruths.Add(text);
        }
    }

    /// <summary>Closes the connection.</summary>
    public void Close()
    {
        _socket?.Dispose();
        _socket = null;
        _rest = [];
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private Socket Connect()
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        {
            ReceiveTimeout = (int)Limits.Answer.TotalMilliseconds,
            SendTimeout = (int)Limits.Answer.TotalMilliseconds,
        };
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private string? ReadLine(Socket socket)
    {
        byte[] buffer = new byte[1 << 16];
        while (_rest.AsSpan().IndexOf((byte)'\n') < 0)
        {
            int count = socket.Receive(buffer);
            if (count == 0)
            {
                Close();
                return null;
            }

            _rest = [.. _rest, .. buffer[..count]];
        }

        int end = _rest.AsSpan().IndexOf((byte)'\n');
        string line = Encoding.UTF8.GetString(_rest.AsSpan(0, end));
        _rest = _rest[(end + 1)..];
        return line.TrimStart('\uFFFD');
    }
}
