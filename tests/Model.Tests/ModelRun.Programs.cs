using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace Qga.Model.Tests;

/// <content>The commands for programs.</content>
internal sealed partial class ModelRun
{
    private static readonly TimeSpan s_endLimit = TimeSpan.FromSeconds(30);

    private void StartProgram(ModelClient client, Exec exec)
    {
        string arguments = exec.Kind switch
        {
            ProgramKind.Cat => Program("/bin/cat", "", Text($",\"input-data\":\"{Base64(InputOf(exec))}\"")),
            ProgramKind.Print => Shell("printf out; printf err >&2"),
            ProgramKind.Exit => Shell(Text($"exit {exec.Number}")),
            ProgramKind.Kill => Shell("kill -9 $$"),
            _ => Program("/nowhere/program", "", ""),
        };
        if (exec.Kind == ProgramKind.Missing)
        {
            client.Expect("guest-exec", arguments, Error("Failed to execute child process “/nowhere/program” (No such file or directory)"));
            return;
        }

        long pid = client.Ask("guest-exec", arguments)["return"]!["pid"]!.GetValue<long>();
        _programs.RemoveAll(program => program.Pid == pid);
        _programs.Add(new(pid, EndOf(exec)));

        string Shell(string script) => Program("/bin/sh", $"\"-c\",\"{script}\"", "");

        string Program(string path, string words, string more) => $$"""{"path":"{{path}}","arg":[{{words}}],"capture-output":{{exec.Capture}}{{more}}}""";
    }

    private static string InputOf(Exec exec) => new('i', exec.Number * 300);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));

    // The status of a program that has ended.
    private static string EndOf(Exec exec)
    {
        bool isMerged = exec.Capture == "\"merged\"";
        (string output, string error) = exec.Kind switch
        {
            ProgramKind.Cat => (InputOf(exec), ""),
            ProgramKind.Print => (isMerged ? "outerr" : "out", isMerged ? "" : "err"),
            _ => ("", ""),
        };
        List<string> members = [exec.Kind == ProgramKind.Kill ? "\"signal\": 9" : Text($"\"exitcode\": {(exec.Kind == ProgramKind.Exit ? exec.Number : 0)}")];
        if (output.Length > 0 && exec.Capture is "true" or "\"stdout\"" or "\"separated\"" or "\"merged\"")
        {
            members.Add($"\"out-data\": \"{Base64(output)}\", \"out-truncated\": false");
        }

        if (error.Length > 0 && exec.Capture is "true" or "\"stderr\"" or "\"separated\"")
        {
            members.Add($"\"err-data\": \"{Base64(error)}\", \"err-truncated\": false");
        }

        return $"{{\"return\": {{{string.Join(", ", members)}, \"exited\": true}}}}";
    }

    // One client is told the end. One that leaves before may have been.
    private static void AskForEnd(ModelClient client, ModelProgram program, bool isLeft)
    {
        string arguments = Text($"{{\"pid\":{program.Pid}}}");
        string gone = Error(Text($"PID {program.Pid} does not exist"));
        if (program.Told == Told.Yes)
        {
            client.Expect("guest-exec-status", arguments, gone);
            return;
        }

        if (isLeft)
        {
            client.AskAndLeave("guest-exec-status", arguments);
            program.Told = Told.Perhaps;
            return;
        }

        Stopwatch waited = Stopwatch.StartNew();
        JsonObject status;
        do
        {
            status = client.Ask("guest-exec-status", arguments);
            Assert.True(waited.Elapsed < s_endLimit, $"the program has not ended: {program.End}");
        }
        while (JsonNode.DeepEquals(status, JsonNode.Parse("{\"return\": {\"exited\": false}}")));

        bool isTold = JsonNode.DeepEquals(status, JsonNode.Parse(program.End))
            || (program.Told == Told.Perhaps && JsonNode.DeepEquals(status, JsonNode.Parse(gone)));
        Assert.True(isTold, $"expected: {program.End}\nactual:   {status.ToJsonString()}");
        program.Told = Told.Yes;
    }
}
