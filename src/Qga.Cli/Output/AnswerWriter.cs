namespace Qga.Cli.Output;

/// <summary>Writes the answers of one or several guests: for people, for pipes, or as one JSON document.</summary>
/// <param name="terminal">The standard streams.</param>
/// <param name="isJson">Whether programs read it.</param>
internal sealed class AnswerWriter(Terminal terminal, bool isJson)
{
    /// <summary>Writes what all guests answered. What went wrong with a guest has been said on standard error, and is in the JSON as well.</summary>
    public void Write(IReadOnlyList<GuestAnswer> answers, bool isPlural)
    {
        if (isJson)
        {
            JsonAnswers.Write(terminal.Output, answers);
        }
        else
        {
            WriteText([.. answers.Where(answer => answer.Answer is not null)], isPlural);
        }

        terminal.Output.Flush();
    }

    private void WriteText(IReadOnlyList<GuestAnswer> answers, bool isPlural)
    {
        if (answers.Count == 0)
        {
            return;
        }

        switch (answers[0].Answer!.Shape)
        {
            case AnswerShape.Sentence:
                foreach (GuestAnswer answer in answers)
                {
                    terminal.Output.WriteLine(isPlural ? $"{answer.Guest}: {answer.Answer!.Sentence}" : answer.Answer!.Sentence);
                }

                break;
            case AnswerShape.Json:
                foreach (GuestAnswer answer in answers)
                {
                    string text = JsonAnswers.Format(answer.Answer!.Json, isIndented: !isPlural);
                    terminal.Output.WriteLine(isPlural ? $"{answer.Guest}: {text}" : text);
                }

                break;
            case AnswerShape.Page:
                WritePages(answers, isPlural);
                break;
            default:
                WriteTable(answers, isPlural);
                break;
        }
    }

    private void WritePages(IReadOnlyList<GuestAnswer> answers, bool isPlural)
    {
        foreach (GuestAnswer answer in answers)
        {
            if (isPlural)
            {
                terminal.Output.WriteLine($"{answer.Guest}:");
            }

            Answer page = answer.Answer!;
            TextTable.Write(terminal, null, [.. page.Columns.Select((column, index) =>
                (IReadOnlyList<Cell>)[new(column.Header), Cell.Of(page.Rows[0][index], column.Kind)])]);
        }
    }

    private void WriteTable(IReadOnlyList<GuestAnswer> answers, bool isPlural)
    {
        IReadOnlyList<Column> columns = answers[0].Answer!.Columns;
        string[] headers = [.. isPlural ? ["GUEST"] : Array.Empty<string>(), .. columns.Select(column => column.Header)];
        List<IReadOnlyList<Cell>> rows = [];
        foreach (GuestAnswer answer in answers)
        {
            foreach (object?[] row in answer.Answer!.Rows)
            {
                IEnumerable<Cell> cells = row.Select((value, index) => Cell.Of(value, columns[index].Kind));
                rows.Add([.. isPlural ? [new Cell(answer.Guest)] : Array.Empty<Cell>(), .. cells]);
            }
        }

        TextTable.Write(terminal, headers, rows);
    }
}
