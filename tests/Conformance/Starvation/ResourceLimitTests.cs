namespace Qga.Conformance.Starvation;

/// <summary>Our agent under setrlimit(2): it goes on, or ends with a reason.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class ResourceLimitTests : IDisposable
{
    // Nobody else's processes count for it.
    private const int User = 61234;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(50_000)]
    [InlineData(200_000)]
    [InlineData(400_000)]
    [InlineData(550_000)]
    [InlineData(590_000)]
    [InlineData(600_000)]
    [InlineData(610_000)]
    [InlineData(620_000)]
    [InlineData(640_000)]
    [InlineData(700_000)]
    public void Address_space_in_KiB(int limit)
    {
        using PreparedAgent agent = new($"ulimit -v {limit}", _folder);
        agent.AssertServesOrSaysWhy();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(12)]
    [InlineData(16)]
    public void Descriptors(int limit)
    {
        using PreparedAgent agent = new($"ulimit -n {limit}", _folder);
        if (!agent.Serves())
        {
            agent.AssertSaidWhy();
        }

        // With none left for a client, it waits for one, without spinning, and can be stopped. A client that is not served would wait here.
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Threads(int limit)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "another user is needed, as root has no limit of processes");
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)511);
        Directory.CreateDirectory(_folder.File("state"));
        File.SetUnixFileMode(_folder.File("state"), (UnixFileMode)511);
        using PreparedAgent agent = new(
            $"exec setpriv --reuid={User} --clear-groups sh -c 'ulimit -u {limit}; exec \"$0\" \"$@\"' \"$0\" \"$@\"",
            _folder);
        if (agent.Serves())
        {
            // A call that has no thread is refused; it never waits.
            Assert.NotNull(agent.Ask("guest-get-fsinfo"));
            Assert.NotNull(agent.Ask("guest-exec", """{"path": "/bin/true"}"""));
            agent.AssertServesAndStops();
        }
        else
        {
            agent.AssertSaidWhy();
        }
    }
}
