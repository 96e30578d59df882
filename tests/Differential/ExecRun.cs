using System.Text.Json;

namespace Qga.Differential;

/// <summary>A program that was run until it had ended.</summary>
/// <param name="Start">How it was started.</param>
/// <param name="Status">How it was asked for; the start, if that failed.</param>
/// <param name="End">What came back in the end.</param>
/// <param name="Afterwards">What came back for the same question again.</param>
internal sealed record ExecRun(Request Start, Request Status, IReadOnlyList<string> End, IReadOnlyList<string> Afterwards)
{
    /// <summary>Arguments of guest-exec: programs that do no harm.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        """ "path": "true" """,
        """ "path": "true", "capture-output": true """,
        """ "path": "/bin/false", "capture-output": false """,
        """ "path": "echo", "arg": ["a", "b c", "", "ä\u0001"], "capture-output": true """,
        """ "path": "echo", "arg": [], "capture-output": true """,
        """ "path": "printf", "arg": ["\\377\\000\\n"], "capture-output": true """,
        """ "path": "cat", "capture-output": true """,
        """ "path": "cat", "input-data": "", "capture-output": true """,
        """ "path": "cat", "input-data": "AAECAwT//g==", "capture-output": true """,
        """ "path": "cat", "input-data": "YWJj\nZGVm", "capture-output": true """,
        """ "path": "cat", "input-data": "YWJjZGVm" """,
        """ "path": "sh", "arg": ["-c", "echo out; echo err >&2; exit 3"], "capture-output": true """,
        """ "path": "sh", "arg": ["-c", "echo err >&2"], "capture-output": true """,
        """ "path": "sh", "arg": ["-c", "exit 255"] """,
        """ "path": "sh", "arg": ["-c", "kill -9 $$"], "capture-output": true """,
        """ "path": "sh", "arg": ["-c", "kill -TERM $$"] """,
        """ "path": "sh", "arg": ["-c", "echo $0 $#", "a", "b"], "capture-output": true """,
        """ "path": "sh", "arg": ["-c", "echo $A-$B-$HOME"], "env": ["A=1", "B=x y", "PATH=/bin:/usr/bin"], "capture-output": true """,
        """ "path": "/usr/bin/env", "env": [], "capture-output": true """,
        """ "path": "/usr/bin/env", "env": ["A=1", "A=2", "=", "B"], "capture-output": true """,
        """ "path": "sh", "arg": ["-c", "ulimit -c; umask; cat /proc/self/stat | cut -d' ' -f 2,3"], "capture-output": true """,
        """ "path": "sh", "arg": ["-c", "head -c 300000 /dev/zero"], "capture-output": true """,
        """ "path": "sh", "arg": ["-c", "head -c 300000 /dev/zero >&2"], "capture-output": true """,
        """ "path": "sh", "arg": ["-c", "exec >&- 2>&-; exit 1"], "capture-output": true """,
        """ "path": "sh", "arg": ["-c", "read x; echo got $x"], "capture-output": true """,
        """ "path": "sh", "arg": ["-c", "ls -l /proc/self/fd | wc -l"], "capture-output": true """,
        """ "path": "./f0" """,
        """ "path": "/bin" """,
    ];

    /// <summary>Runs a program, waits for its end, and asks for it once more.</summary>
    /// <param name="agent">Who runs it.</param>
    /// <param name="arguments">The arguments of guest-exec.</param>
    /// <returns>How it went.</returns>
    public static ExecRun Of(ComparedAgent agent, string arguments)
    {
        var start = new Request("guest-exec", $"{{\"execute\": \"guest-exec\", \"arguments\": {{{arguments}}}}}", true);
        IReadOnlyList<string> lines = Ask(agent, start);
        if (Returned(lines) is not { } told)
        {
            return new(start, start, lines, []);
        }

        var status = new Request(
            "guest-exec-status", $"{{\"execute\": \"guest-exec-status\", \"arguments\": {{\"pid\": {told.GetProperty("pid")}}}}}", true);
        for (DateTime giveUp = DateTime.UtcNow.AddSeconds(30); DateTime.UtcNow < giveUp; Thread.Sleep(1))
        {
            lines = Ask(agent, status);
            if (Returned(lines)?.GetProperty("exited").GetBoolean() ?? true)
            {
                return new(start, status, lines, Ask(agent, status));
            }
        }

        throw new TimeoutException($"it has not ended: {start.Text}");
    }

    private static IReadOnlyList<string> Ask(ComparedAgent agent, Request request)
    {
        agent.Send(request.Text);
        return agent.Receive();
    }

    private static JsonElement? Returned(IReadOnlyList<string> lines) =>
        JsonDocument.Parse(lines.Single()).RootElement.TryGetProperty("return", out JsonElement value) ? value : null;
}
