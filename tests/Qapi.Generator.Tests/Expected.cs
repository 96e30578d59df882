namespace Qapi.Generator.Tests;

/// <summary>Texts that tests expect, in files beside what they are expected of.</summary>
internal static class Expected
{
    /// <summary>
    /// Compares a text with a file's. With QAPI_ACCEPT set to the folder of this project's source the file is written instead, to be looked
    /// at before it is committed.
    /// </summary>
    public static void Matches(string file, string actual)
    {
        if (Environment.GetEnvironmentVariable("QAPI_ACCEPT") is { } source)
        {
            File.WriteAllText(Path.Combine(source, file), actual);
        }
        else
        {
            Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file)), actual);
        }
    }
}
