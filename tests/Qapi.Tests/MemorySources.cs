using System.Diagnostics.CodeAnalysis;
using Qapi.Source;

namespace Qapi.Tests;

/// <summary>Schema files that a test wrote.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "It is a dictionary only so that tests can write it as an initializer.")]
internal sealed class MemorySources : Dictionary<string, string>, ISourceProvider
{
    public bool TryRead(string path, out string text) => TryGetValue(path, out text!);
}
