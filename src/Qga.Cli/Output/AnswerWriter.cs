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
                foreach (GuestAnswer answer in answers.Where(answer => answer.Answer!.Sentence is not null))
                {
                    terminal.Output.WriteLine(isPlural ? $"{answer.Guest}: {answer.Answer!.Sentence}" : answer.Answer!.Sentence);
                }

                break;
            case AnswerShape.Json:
                foreach (GuestAnswer answer in answers)
                {
                    terminal.Output.Write(isPlural ? $"{ValueText.Printable(answer.Guest)}: " : "");
                    JsonAnswers.WriteValue(terminal.Output, answer.Answer!.Json, isIndented: !isPlural);
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

            WritePage(answer.Answer!);
        }
    }

    // What is a table of its own stands below, under its heading.
    private void WritePage(Answer page)
    {
        int[] plain = [.. Enumerable.Range(0, page.Columns.Count).Where(index => page.Rows[0][index] is not Answer)];
        int[] shown =
            [.. plain.Where(index => page.Columns[index].Kind != ValueKind.Sentences || page.Rows[0][index] is not IReadOnlyCollection<string> { Count: 0 })];
        if (shown.Length > 0)
        {
            Cell ValueOf(int index) => Cell.Of(page.Rows[0][index], page.Columns[index].Kind) with { IsNumber = false };
            TextTable.Write(terminal, null, [.. shown.Select(index => (IReadOnlyList<Cell>)[new(page.Columns[index].Header), ValueOf(index)])]);
        }

        bool isFirst = shown.Length == 0;
        foreach (int index in Enumerable.Range(0, page.Columns.Count).Except(plain))
        {
            Answer table = (Answer)page.Rows[0][index]!;
            if (table.Rows.Count > 0)
            {
                WriteGap(ref isFirst);
                TextTable.Write(terminal, [.. table.Columns.Select(column => column.Header)], [.. table.Rows.Select(row => CellsOf(table.Columns, row))]);
            }
        }
    }

    private void WriteGap(ref bool isFirst)
    {
        if (!isFirst)
        {
            terminal.Output.WriteLine();
        }

        isFirst = false;
    }

    private static Cell[] CellsOf(IReadOnlyList<Column> columns, object?[] row) => [.. row.Select((value, index) => Cell.Of(value, columns[index].Kind))];

    private void WriteTable(IReadOnlyList<GuestAnswer> answers, bool isPlural)
    {
        IReadOnlyList<Column> columns = answers[0].Answer!.Columns;
        string[] headers = [.. isPlural ? ["GUEST"] : Array.Empty<string>(), .. columns.Select(column => column.Header)];
        List<IReadOnlyList<Cell>> rows = [];
        foreach (GuestAnswer answer in answers)
        {
            foreach (object?[] row in answer.Answer!.Rows)
            {
                rows.Add([.. isPlural ? [new Cell(ValueText.Printable(answer.Guest))] : Array.Empty<Cell>(), .. CellsOf(columns, row)]);
            }
        }

        if (answers[0].Answer!.HasHeadings)
        {
            TextTable.Write(terminal, headers, rows);
        }
        else if (rows.Count > 0)
        {
            TextTable.Write(terminal, null, rows);
        }
    }
}
