using Qga.Agent.Linux.Commands.Os;

namespace Qga.Agent.Linux.Tests.Commands;

public sealed class ZoneVariableTests : IDisposable
{
    private readonly string _database = Directory.CreateTempSubdirectory("zoneinfo-").FullName;

    public ZoneVariableTests()
    {
        Directory.CreateDirectory($"{_database}/Europe");
        File.WriteAllText($"{_database}/Europe/Lisbon", "TZif2");
        File.WriteAllText($"{_database}/zone.tab", "# no zone");
    }

    public void Dispose() => Directory.Delete(_database, recursive: true);

    [Theory]
    [InlineData("Europe/Lisbon")]
    [InlineData(":Europe/Lisbon")]
    [InlineData("UTC0")]
    [InlineData("CET-1CEST")]
    [InlineData("WET0WEST,M3.5.0/1,M10.5.0")]
    [InlineData("ABC+00:00")]
    [InlineData("<+00>-0")]
    public void A_file_or_a_rule_names_a_zone(string value) => Assert.True(ZoneVariable.NamesZone(value, _database));

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("Nowhere/City")]
    [InlineData(":Nowhere")]
    [InlineData("AB3")]
    [InlineData("ABC")]
    [InlineData("ABC+")]
    [InlineData("<+00")]
    [InlineData("<>0")]
    [InlineData("Europe")]
    [InlineData("zone.tab")]
    [InlineData("/nowhere")]
    public void Anything_else_names_none(string value) => Assert.False(ZoneVariable.NamesZone(value, _database));

    [Fact]
    public void A_file_may_be_anywhere() => Assert.True(ZoneVariable.NamesZone($"{_database}/Europe/Lisbon", "/nowhere"));
}
