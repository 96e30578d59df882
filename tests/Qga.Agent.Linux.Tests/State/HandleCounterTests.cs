using Qga.Agent.Linux.State;

namespace Qga.Agent.Linux.Tests.State;

public sealed class HandleCounterTests : IDisposable
{
    private const long Now = 1_700_000_000;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qga-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Numbers_begin_at_1000_and_go_on()
    {
        HandleCounter counter = New();

        Assert.Equal([1000L, 1001L, 1002L], [Take(counter), Take(counter), Take(counter)]);
        Assert.Equal("[global]\nfd_counter=2000\n", Content);
        Assert.Equal(["qga.state"], _folder.GetFiles().Select(file => file.Name));
    }

    [Fact]
    public void The_file_is_written_once_for_a_block()
    {
        HandleCounter counter = New();
        Take(counter);
        File.Delete(StateFile);
        for (int i = 1; i < 1000; i++)
        {
            Take(counter);
        }

        Assert.False(File.Exists(StateFile));
        Assert.Equal(2000, Take(counter));
        Assert.Equal("[global]\nfd_counter=3000\n", Content);
    }

    [Fact]
    public void Another_agent_does_not_repeat_a_number()
    {
        Take(New());

        Assert.Equal(2000, Take(New()));
    }

    [Fact]
    public void A_number_that_was_given_back_is_the_next()
    {
        HandleCounter counter = New();
        counter.GiveBack(Take(counter));
        Assert.Equal(1000, Take(counter));
        long first = Take(counter);
        Take(counter);
        counter.GiveBack(first);

        Assert.Equal(1003, Take(counter));
    }

    [Theory]
    [InlineData("[global]\nfd_counter=1234\n", 1234)]
    [InlineData("# made by another agent\n[other]\nfd_counter=1\n[global]\nx=y\nfd_counter = 5000\n", 5000)]
    [InlineData("", Now)]
    [InlineData("garbage", Now)]
    [InlineData("fd_counter=1234\n", Now)]
    [InlineData("[global]\n", Now)]
    [InlineData("[global]\nfd_counter=\n", Now)]
    [InlineData("[global]\nfd_counter=-5\n", Now)]
    [InlineData("[global]\nfd_counter=12x\n", Now)]
    [InlineData("[global]\nfd_counter=99999999999999999999\n", Now)]
    [InlineData("[global]\nfd_counter=2147483647\n", Now)]
    public void A_file_without_a_valid_number_leads_beyond_all_that_was_given(string content, long first)
    {
        File.WriteAllText(StateFile, content);

        Assert.Equal(first, Take(New()));
        Assert.Equal($"[global]\nfd_counter={first + 1000}\n", Content);
    }

    [Fact]
    public void Without_a_place_for_the_file_there_are_no_numbers()
    {
        HandleCounter counter = new($"{_folder.FullName}/nowhere", () => Now);

        Assert.Equal("No such file or directory", counter.TryTake(out _).Message);

        Directory.CreateDirectory($"{_folder.FullName}/nowhere");
        Assert.Equal(1000, Take(counter));
    }

    [Fact]
    public void Threads_never_get_the_same_number()
    {
        HandleCounter counter = New();
        long[][] taken = new long[4][];
        Thread[] threads = [.. taken.Select((_, index) => new Thread(() => taken[index] = [.. Enumerable.Range(0, 1000).Select(_ => Take(counter))]))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(4000, taken.SelectMany(numbers => numbers).Distinct().Count());
    }

    private string StateFile => Path.Combine(_folder.FullName, "qga.state");

    private string Content => File.ReadAllText(StateFile);

    private HandleCounter New() => new(_folder.FullName, () => Now);

    private static long Take(HandleCounter counter)
    {
        Assert.Equal("Success", counter.TryTake(out long number).Message);
        return number;
    }
}
