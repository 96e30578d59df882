namespace Qga.Compare;

/// <summary>Measures what is asked for and reports it.</summary>
/// <param name="options">What is asked for.</param>
/// <param name="table">Where people read it.</param>
/// <param name="json">Where programs do.</param>
internal sealed class Run(Options options, Table table, JsonLines json)
{
    /// <summary>Whether all promises have held until now.</summary>
    public bool Holds { get; private set; } = true;

    /// <summary>Measures a table.</summary>
    /// <param name="section">What is in it.</param>
    public void Measure(Section section)
    {
        Measurement[] wanted = [.. section.Measurements.Where(each => !(options.Quick && each.IsLong) && each.Rows.Any(options.Wants))];
        if (wanted.Length == 0)
        {
            return;
        }

        table.Begin(section);
        foreach (Measurement measurement in wanted)
        {
            try
            {
                Report(section, measurement, measurement.Run(options.Rounds));
            }
            catch (PlatformNotSupportedException reason)
            {
                Skip(section, measurement, $"skipped: {reason.Message}");
            }
            catch (Exception problem) when (problem is InvalidDataException or InvalidOperationException or TimeoutException or IOException)
            {
                Skip(section, measurement, $"FAILED: {problem.Message}");
                Holds = false;
            }
        }
    }

    private void Report(Section section, Measurement measurement, IReadOnlyList<Outcome> outcomes)
    {
        foreach ((Row row, Outcome outcome) in measurement.Rows.Zip(outcomes).Where(pair => options.Wants(pair.First)))
        {
            table.Add(row, outcome);
            json.Add(section, row, outcome);
            Holds &= row.Promise?.Holds(outcome) ?? true;
        }
    }

    private void Skip(Section section, Measurement measurement, string reason)
    {
        reason = reason.ReplaceLineEndings("; ");
        foreach (Row row in measurement.Rows.Where(options.Wants))
        {
            table.Skip(row, reason);
            json.Skip(section, row, reason);
        }
    }
}
