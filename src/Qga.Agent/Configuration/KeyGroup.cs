namespace Qga.Agent.Configuration;

/// <summary>A group of a key file.</summary>
/// <param name="name">The name between the brackets.</param>
/// <param name="line">Where it begins.</param>
internal sealed class KeyGroup(string name, int line)
{
    public string Name => name;

    public int Line => line;
}

/// <summary>A key of a key file with its value.</summary>
/// <param name="key">The name before the <c>=</c>.</param>
/// <param name="text">The value as text.</param>
/// <param name="line">Where it stands.</param>
internal sealed class KeyText(string key, string text, int line)
{
    public string Key => key;

    public string Text => text;

    public int Line => line;
}

/// <summary>A key of a key file.</summary>
/// <param name="key">The name before the <c>=</c>.</param>
/// <param name="line">Where it stands, the last time if several.</param>
internal sealed class KeyPlace(string key, int line)
{
    public string Key => key;

    public int Line => line;
}
