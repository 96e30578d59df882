using Qga.Testing;

namespace Qga.Cli.Tests;

/// <summary>Copies that are ended while they begin: what they have made by then is removed.</summary>
public sealed class CopyInterruptTests
{
    // The user ends the copy when the guest has just been asked to make the temporary file.
    [Theory]
    [InlineData("file")]
    [InlineData("-")]
    [InlineData("tree")]
    public async Task Temporary_file_of_the_guest_is_removed(string kind)
    {
        using TemporaryPlace place = new();
        string source = place.Write("tree/file", "content");
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using FakeGuestAgent agent = new();
        string? made = null;
        string? removed = null;
        int last = 0;
        agent.SetHandler("guest-exec", request =>
        {
            if (request.Arguments.Contains("umask 077", StringComparison.Ordinal) && made is null)
            {
                made = NameIn(request.Arguments);
                ending.Cancel();
            }
            else if (request.Arguments.Contains("rm -", StringComparison.Ordinal))
            {
                removed = NameIn(request.Arguments);
            }

            return FakeReply.Return($"{{\"pid\": {++last}}}");
        });
        // What each script of a copy is told: no directory, made, removed.
        string output = kind == "tree" ? "path /srv/tree" : "0\nnone\n/srv/file";
        agent.SetHandler("guest-exec-status", _ => FakeReply.Return(
            $$"""{"exited": true, "exitcode": 0, "out-data": "{{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(output))}}"}"""));
        string guest = $"unix:{agent.Listen().Path}:/srv/";
        string[] words = kind switch
        {
            "-" => ["cp", "-", $"{guest}file"],
            "tree" => ["cp", "-r", $"{place.Path}/tree", $"{guest}tree"],
            _ => ["cp", source, $"{guest}file"],
        };

        int code = await Program.RunAsync(
            words,
            new() { Output = TextWriter.Null, Error = TextWriter.Null, Input = () => new MemoryStream([1, 2, 3]) },
            new([]),
            ending.Token);

        Assert.Equal(130, code);
        Assert.NotNull(made);
        Assert.Equal(made, removed);
    }

    private static string NameIn(string arguments) => System.Text.RegularExpressions.Regex.Match(arguments, "[.]qga-[0-9a-f]+").Value;
}
