using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;

namespace Qga.Fuzz.Driving;

/// <summary>
/// Keeps the input that is run in a file, which outlives a process that dies of it (a stack that overflows), and those that fail in files of their own.
/// </summary>
internal sealed class FailureRecord : IDisposable
{
    /// <summary>The exit status after a failure: libFuzzer's own.</summary>
    public const int ExitCode = 77;

    private const int HeaderLength = sizeof(int);
    private const int Room = 1 << 20;

    private readonly string _folder;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private byte[] _input = new byte[4096];
    private int _length;

    /// <summary>Begins to keep inputs.</summary>
    /// <param name="folder">The folder for them; it must exist.</param>
    public FailureRecord(string folder)
    {
        _folder = folder;
        _file = MemoryMappedFile.CreateFromFile(Path.Combine(folder, "last"), FileMode.Create, null, Room);
        _view = _file.CreateViewAccessor();
    }

    /// <summary>The input in a file that a process has left behind; null where it ended by itself.</summary>
    /// <param name="folder">The folder.</param>
    public static byte[]? Left(string folder)
    {
        string path = Path.Combine(folder, "last");
        if (!File.Exists(path))
        {
            return null;
        }

        byte[] content = File.ReadAllBytes(path);
        int length = BinaryPrimitives.ReadInt32LittleEndian(content) - 1;
        return length < 0 ? null : content.AsSpan(HeaderLength, length).ToArray();
    }

    /// <summary>Takes notice of an input that is about to be run.</summary>
    public void Begin(ReadOnlySpan<byte> input)
    {
        if (_input.Length < input.Length)
        {
            _input = new byte[input.Length];
        }

        input.CopyTo(_input);
        _length = input.Length;
        _view.WriteArray(HeaderLength, _input, 0, Math.Min(_length, Room - HeaderLength));
        _view.Write(0, _length + 1);
    }

    /// <summary>Writes the failure of the input that was run, and ends the process.</summary>
    public void Fail(Exception problem)
    {
        ReadOnlySpan<byte> input = _input.AsSpan(0, _length);
        string path = Path.Combine(_folder, $"failure-{Convert.ToHexStringLower(SHA256.HashData(input).AsSpan(0, 6))}");
        File.WriteAllBytes(path, input);
        Console.Error.WriteLine($"{problem}\n{path}");
        Dispose();
        Environment.Exit(ExitCode);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.Write(0, 0);
        _view.Dispose();
        _file.Dispose();
    }
}
