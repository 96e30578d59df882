namespace Qga.Linux;

/// <summary>Small files, read at once. Those that the kernel makes up as they are read (/proc, /sys) tell their length only at the end.</summary>
public static class WholeFile
{
    /// <summary>Reads a whole file into memory that serves for the next one.</summary>
    /// <param name="path">Its path.</param>
    /// <returns>The bytes, or why there are none.</returns>
    public static FileContent Read(string path)
    {
        using KernelFile file = KernelFile.Open(path);
        return FileContent.Read(file);
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="content">The bytes; none where it fails.</param>
    /// <returns>What went wrong.</returns>
    public static Errno Read(string path, out byte[] content)
    {
        using FileContent read = Read(path);
        content = read.Bytes.ToArray();
        return read.Error;
    }

    /// <summary>Reads what is left of an open file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="content">The bytes; none where it fails.</param>
    /// <returns>What went wrong.</returns>
    public static Errno Read(SafeDescriptor file, out byte[] content)
    {
        using FileContent read = FileContent.Read(new KernelFile(file));
        GC.KeepAlive(file);
        content = read.Bytes.ToArray();
        return read.Error;
    }
}
