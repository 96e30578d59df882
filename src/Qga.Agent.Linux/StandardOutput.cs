using System.Text;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux;

/// <summary>What is printed before the agent serves. The framework's console would bring its own threads, signal handlers and encodings.</summary>
internal static class StandardOutput
{
    /// <summary>Prints on standard output.</summary>
    public static void Print(string text) => Print(1, text);

    /// <summary>Prints on standard error.</summary>
    public static void Complain(string text) => Print(2, text);

    private static void Print(int number, string text)
    {
        using SafeDescriptor descriptor = new(number, owns: false);
        _ = WholeFile.Write(descriptor, Encoding.UTF8.GetBytes(text));
    }
}
