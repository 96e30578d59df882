namespace Repository.Tests;

/// <summary>eng/binary-size, with a baseline and a binary of the test's own.</summary>
public sealed class BinarySizeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("binary-size-");

    public BinarySizeTests()
    {
        _folder.CreateSubdirectory("eng");
        _folder.CreateSubdirectory("artifacts/bin");
        File.Copy(Path.Combine(Tree.Root, "eng/binary-size"), Path.Combine(_folder.FullName, "eng/binary-size"));
    }

    private string Baseline => Path.Combine(_folder.FullName, "eng/binary-size.baseline");

    [Theory]
    [InlineData(102_000, 0)]
    [InlineData(102_001, 1)]
    [InlineData(50_000, 0)]
    public async Task Allows_two_hundredths_more(int size, int expected)
    {
        Command machine = await Run("uname", "-m");
        await File.WriteAllTextAsync(Baseline, $"qemu-ga other 1\nqemu-ga {machine.Output.Trim()} 100000\n", TestContext.Current.CancellationToken);
        MakeBinary(size);
        Assert.Equal(expected, (await Run("eng/binary-size")).ExitCode);
    }

    [Fact]
    public async Task Says_by_how_much_it_has_grown_and_what_to_do()
    {
        await Accept(100_000);
        MakeBinary(103_500);
        Command check = await Run("eng/binary-size");
        Assert.Equal(1, check.ExitCode);
        Assert.Contains("103500 bytes where the baseline has 100000 (+3500 bytes, +3.50 %)", check.Output, StringComparison.Ordinal);
        Assert.Contains("eng/binary-size --accept", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accepts_the_present_size_for_this_machine_alone()
    {
        await File.WriteAllTextAsync(Baseline, "qemu-ga other 1\n", TestContext.Current.CancellationToken);
        await Accept(100_000);
        await Accept(200_000);
        Assert.Equal(2, File.ReadAllLines(Baseline).Length);
        Assert.Equal(0, (await Run("eng/binary-size")).ExitCode);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task Accept(int size)
    {
        MakeBinary(size);
        Assert.Equal(0, (await Run("eng/binary-size", "--accept")).ExitCode);
    }

    private void MakeBinary(int size) => File.WriteAllBytes(Path.Combine(_folder.FullName, "artifacts/bin/qemu-ga"), new byte[size]);

    private Task<Command> Run(string program, params string[] arguments) =>
        Command.Run("/usr/bin/env", [program, .. arguments], _folder.FullName, TimeSpan.FromSeconds(60));
}
