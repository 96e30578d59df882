using System.Text.RegularExpressions;

namespace Qga.Conformance.Starvation;

/// <summary>Our agent with disks that take nothing. They are made in a mount namespace of its own.</summary>
public sealed partial class DiskTests : IDisposable
{
    private const string NoSpace = "No space left on device";
    private const string FullDisk = "mount -t tmpfs -o size=64k none $FOLDER/disk; cat /dev/zero > $FOLDER/disk/ballast 2>/dev/null";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void With_a_full_disk_it_goes_on_and_tells_what_is_not_written()
    {
        using PreparedAgent agent = Start(FullDisk, "-v", "-l", _folder.File("disk/log"));
        Assert.True(agent.Serves(), agent.Errors);
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal("{\"return\": {}}", agent.Ask("guest-ping"));
        }

        using Peer peer = agent.Connect();
        string path = _folder.File("disk/new");
        string handle = Number().Match(peer.Ask($$$"""{"execute":"guest-file-open","arguments":{"path":"{{{path}}}","mode":"w"}}""")!).Value;
        string? written = peer.Ask($$$"""{"execute":"guest-file-write","arguments":{"handle":{{{handle}}},"buf-b64":"QUJD"}}""");
        Assert.Contains(NoSpace, written, StringComparison.Ordinal);
        agent.AssertServesAndStops();
    }

    [Fact]
    public void With_no_room_for_its_state_no_file_is_opened_and_all_else_works()
    {
        using PreparedAgent agent = Start(FullDisk, "-t", _folder.File("disk"));
        Assert.True(agent.Serves(), agent.Errors);
        Assert.Contains("failed to commit persistent state to disk", agent.Ask("guest-file-open", """{"path": "/dev/null"}"""), StringComparison.Ordinal);
        Assert.StartsWith("{\"return\"", agent.Ask("guest-get-osinfo"), StringComparison.Ordinal);
        agent.AssertServesAndStops();
    }

    [Theory]
    [InlineData("-t", "unable to create state file at path")]
    [InlineData("-l", "unable to open specified log file: Read-only file system")]
    public void With_a_folder_that_cannot_be_written_to_it_does_not_start_and_says_why(string option, string reason)
    {
        using PreparedAgent agent = Start("mount -t tmpfs -o ro none $FOLDER/disk", option, _folder.File(option == "-l" ? "disk/log" : "disk"));
        Assert.False(agent.Serves());
        Assert.Equal(1, agent.ExitCode);
        Assert.Contains(reason, agent.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_that_becomes_read_only_takes_no_state_and_no_log_and_stops_nothing_else()
    {
        using PreparedAgent agent = Start(
            "mount -t tmpfs none $FOLDER/disk; (while ! test -S $FOLDER/ga.sock; do sleep 0.01; done; mount -o remount,ro $FOLDER/disk; touch $FOLDER/done) &",
            "-t",
            _folder.File("disk"));
        Assert.True(agent.Serves(), agent.Errors);
        Assert.True(SpinWait.SpinUntil(() => File.Exists(_folder.File("done")), PreparedAgent.Limit));
        Assert.Contains("failed to commit persistent state to disk", agent.Ask("guest-file-open", """{"path": "/dev/null"}"""), StringComparison.Ordinal);
        Assert.StartsWith("{\"return\"", agent.Ask("guest-exec", """{"path": "/bin/true"}"""), StringComparison.Ordinal);
        agent.AssertServesAndStops();
    }

    private PreparedAgent Start(string mounting, params string[] options)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root may mount");
        Directory.CreateDirectory(_folder.File("disk"));
        return new($"exec unshare -m sh -c '{mounting}\nexec \"$0\" \"$@\"' \"$0\" \"$@\"", _folder, options);
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}
