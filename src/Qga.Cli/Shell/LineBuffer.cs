namespace Qga.Cli.Shell;

/// <summary>A line that is being typed, and the place of the cursor in it.</summary>
internal sealed class LineBuffer
{
    public string Text { get; private set; } = "";

    public int Cursor { get; private set; }

    public void Set(string text) => (Text, Cursor) = (text, text.Length);

    public void Insert(string text)
    {
        Text = Text.Insert(Cursor, text);
        Cursor += text.Length;
    }

    public void Move(int steps) => Cursor = Math.Clamp(Cursor + steps, 0, Text.Length);

    public void MoveToStart() => Cursor = 0;

    public void MoveToEnd() => Cursor = Text.Length;

    public void DeleteBack()
    {
        if (Cursor > 0)
        {
            Text = Text.Remove(--Cursor, 1);
        }
    }

    public void Delete()
    {
        if (Cursor < Text.Length)
        {
            Text = Text.Remove(Cursor, 1);
        }
    }

    public void DeleteToStart() => (Text, Cursor) = (Text[Cursor..], 0);

    public void DeleteToEnd() => Text = Text[..Cursor];

    /// <summary>Deletes the word before the cursor.</summary>
    public void DeleteWord()
    {
        int start = Text[..Cursor].TrimEnd().LastIndexOf(' ') + 1;
        Text = Text.Remove(start, Cursor - start);
        Cursor = start;
    }
}
