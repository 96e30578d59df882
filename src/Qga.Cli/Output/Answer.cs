namespace Qga.Cli.Output;

/// <summary>What a verb found out or did, in one form for people, pipes and programs.</summary>
internal sealed record Answer
{
    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>The rows, each with a value for each column; null: unknown.</summary>
    public required IReadOnlyList<object?[]> Rows { get; init; }

    /// <summary>How people see it.</summary>
    public required AnswerShape Shape { get; init; }

    /// <summary>Whether people see the headings of a table.</summary>
    public bool HasHeadings { get; init; } = true;

    /// <summary>What is said instead of a table, where <see cref="Shape"/> is a sentence.</summary>
    public string? Sentence { get; init; }

    /// <summary>The exit code that it stands for.</summary>
    public int ExitCode { get; init; }

    /// <summary>The answer as the agent gave it, where <see cref="Shape"/> is JSON.</summary>
    public ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>Rows under headings; an array of objects in JSON.</summary>
    public static Answer Table(IReadOnlyList<Column> columns, IEnumerable<object?[]> rows) =>
        new() { Columns = columns, Rows = [.. rows], Shape = AnswerShape.Table };

    /// <summary>One value a line, without a heading; an array of objects in JSON.</summary>
    public static Answer Lines(Column column, IEnumerable<string> values) =>
        Table([column], values.Select(value => new object?[] { value })) with { HasHeadings = false };

    /// <summary>One row of a table that all guests share; an object in JSON.</summary>
    public static Answer Row(IReadOnlyList<Column> columns, params object?[] values) => new() { Columns = columns, Rows = [values], Shape = AnswerShape.Row };

    /// <summary>One member below the other; an object in JSON.</summary>
    public static Answer Page(params IEnumerable<(Column Column, object? Value)> members) => Single(AnswerShape.Page, null, members);

    /// <summary>A sentence for people, who need none (null) where success is what they expect; an object in JSON.</summary>
    public static Answer Done(string? sentence, params IEnumerable<(Column Column, object? Value)> members) => Single(AnswerShape.Sentence, sentence, members);

    /// <summary>JSON that goes out as it came.</summary>
    public static Answer Raw(ReadOnlyMemory<byte> json) => new() { Columns = [], Rows = [], Shape = AnswerShape.Json, Json = json };

    private static Answer Single(AnswerShape shape, string? sentence, IEnumerable<(Column Column, object? Value)> members)
    {
        (Column Column, object? Value)[] all = [.. members];
        return new()
        {
            Columns = [.. all.Select(member => member.Column)],
            Rows = [[.. all.Select(member => member.Value)]],
            Shape = shape,
            Sentence = sentence,
        };
    }
}

internal enum AnswerShape
{
    Table,
    Row,
    Page,
    Sentence,
    Json,
}
