using System.Text.Json.Nodes;
using Qga.Agent.Linux.SelfTesting;

namespace Qga.Agent.Linux.Tests.SelfTesting;

public sealed class FindingsTests
{
    private readonly Findings _findings = new();

    [Fact]
    public void Without_any_all_is_well()
    {
        Assert.Equal(Severity.Ok, _findings.Worst);
        Assert.Equal("", _findings.ToTable());
        Assert.Equal("{\"findings\":[],\"status\":0}", Compact());
    }

    [Fact]
    public void The_worst_one_counts_whatever_comes_after_it()
    {
        _findings.Add("a", "b", Severity.Warning, "");
        _findings.Add("a", "b", Severity.Failure, "");
        _findings.Add("a", "b", Severity.Ok, "");

        Assert.Equal(Severity.Failure, _findings.Worst);
    }

    [Fact]
    public void A_table_has_columns()
    {
        _findings.Add("clock", "/dev/rtc0", Severity.Ok, "it is there");
        _findings.Add("freeze hook", "x", Severity.Warning, "no");

        Assert.Equal("ok       clock         /dev/rtc0  it is there\nwarning  freeze hook   x          no\n", _findings.ToTable());
    }

    [Fact]
    public void Any_text_is_carried_by_JSON()
    {
        string odd = "\"\\\n\u0001\u007fä😀";
        _findings.Add("freeze", odd, Severity.Warning, odd);

        JsonNode report = JsonNode.Parse(_findings.ToJson())!;

        Assert.Equal(1, (int)report["status"]!);
        JsonNode finding = Assert.Single(report["findings"]!.AsArray())!;
        Assert.Equal(("warning", "freeze"), ((string)finding["status"]!, (string)finding["area"]!));
        Assert.Equal((odd, odd), ((string)finding["subject"]!, (string)finding["text"]!));
    }

    private string Compact()
    {
        JsonNode report = JsonNode.Parse(_findings.ToJson())!;
        return new JsonObject { ["findings"] = report["findings"]!.DeepClone(), ["status"] = report["status"]!.DeepClone() }.ToJsonString();
    }
}
