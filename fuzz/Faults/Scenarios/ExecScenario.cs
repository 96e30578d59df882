using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Qga.Support;

namespace Qga.Faults.Scenarios;

/// <summary>Runs a program with input, and fetches its output and its end.</summary>
internal sealed class ExecScenario : Scenario
{
    private const int InputLength = 100_000;

    /// <inheritdoc/>
    public override string Name => "programs";

    /// <inheritdoc/>
    public override void Run(Conversation talk, TemporaryFolder folder)
    {
        string input = new('x', InputLength);
        string marker = folder.File("marker");
        string script = $"cat > {folder.File("input")}; cat {folder.File("input")}; echo complaint >&2; echo > {marker}; exit 3";
        string data = Convert.ToBase64String(Encoding.ASCII.GetBytes(input));
        JsonElement? started = talk.Ask(
            "guest-exec", $$"""{"path": "/bin/sh", "arg": ["-c", "{{script}}"], "input-data": "{{data}}", "capture-output": true}""");
        if (started is not { } program)
        {
            // One that runs all the same would be there by then.
            Thread.Sleep(20);
            bool wasRefused = talk.Refusals.TrueForAll(refusal => !refusal.EndsWith("closed", StringComparison.Ordinal));
            talk.Claim(!wasRefused || !File.Exists(marker), "the program was not started, and ran");
            return;
        }

        long pid = program.GetProperty("pid").GetInt64();
        if (WaitFor(talk, pid) is not { } end)
        {
            return;
        }

        talk.Claim(end.TryGetProperty("exitcode", out JsonElement code) && code.GetInt32() == 3, $"the program exited with 3, not with {end}");
        bool sawAll = File.Exists(folder.File("input")) && new FileInfo(folder.File("input")).Length == InputLength;
        string expected = File.Exists(folder.File("input")) ? File.ReadAllText(folder.File("input")) : "";
        talk.Claim(input.StartsWith(expected, StringComparison.Ordinal), "the program read other bytes than its input");
        talk.Claim(sawAll || talk.Refusals.Count > 0 || expected.Length < InputLength, "the program's input");
        CheckStream(talk, end, "out", expected);
        CheckStream(talk, end, "err", "complaint\n");
    }

    // What does not come must be announced as missing.
    private static void CheckStream(Conversation talk, JsonElement end, string name, string expected)
    {
        string text = end.TryGetProperty($"{name}-data", out JsonElement data) ? Encoding.ASCII.GetString(data.GetBytesFromBase64()) : "";
        bool isTruncated = end.TryGetProperty($"{name}-truncated", out JsonElement truncated) && truncated.GetBoolean();
        talk.Claim(
            text == expected || (isTruncated && expected.StartsWith(text, StringComparison.Ordinal)),
            $"{name}-data has {text.Length} bytes of {expected.Length}, and {name}-truncated is {isTruncated}");
    }

    private static JsonElement? WaitFor(Conversation talk, long pid)
    {
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Limits.Answer; Thread.Sleep(1))
        {
            JsonElement? status = talk.Ask("guest-exec-status", $$"""{"pid": {{pid}}}""");
            if (status?.GetProperty("exited").GetBoolean() == true)
            {
                return status;
            }

            if (talk.Refusals.Exists(refusal => refusal.Contains("does not exist", StringComparison.Ordinal)))
            {
                return null;
            }
        }

        throw new TimeoutException("the program's end is never told");
    }
}
