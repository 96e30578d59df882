namespace Qga.Differential;

/// <summary>Texts that are wrong before any command is looked for.</summary>
internal static class EnvelopeRequests
{
    private static readonly string[] s_values = ["null", "true", "7", "1.5", "\"guest-ping\"", "[]", "{}", "[\"guest-ping\"]"];

    private static readonly string[] s_names =
    [
        "", " ", "guest-ping ", " guest-ping", "GUEST-PING", "guest_ping", "guest-pin", "guest-pingg", "guest-ping\\u0000", "\\u00e4", "quit",
        "qmp_capabilities",
    ];

    private static readonly string[] s_broken =
    [
        "{\"execute\": \"guest-ping\",}", "{\"execute\" \"guest-ping\"}", "{\"execute\": }", "{execute: \"guest-ping\"}", "{\"execute\": guest-ping}",
        "{\"execute\": \"guest-ping\" \"id\": 1}", "{\"execute\": \"guest-ping\", \"execute\": \"guest-ping\"}",
        "{\"id\": 1, \"id\": 1, \"execute\": \"guest-ping\"}",
        "{1: 2}", "{\"a\": 01}", "{\"a\": +1}", "{\"a\": .5}", "{\"a\": 1.}", "{\"a\": 1e}", "{\"a\": nul}", "{\"a\": True}",
        "{\"a\": \"\\q\"}", "{\"a\": \"\\u12\"}",
        "{\"a\": \"\\ud800\"}", "]", "}", ",", ":", "[1,]", "[1 2]", "[}", "{]", "{,}",
    ];

    /// <summary>The texts.</summary>
    public static IEnumerable<Request> All =>
    [
        .. s_values.Select(value => Bad(value)),
        .. s_values.Select(value => Bad($"[{value}]")),
        .. s_values.Select(value => new Request("envelope", $"{{\"execute\": {value}}}", value == "\"guest-ping\"")),
        .. s_values.Select(value => new Request("envelope", $"{{\"execute\": \"guest-ping\", \"arguments\": {value}}}", value == "{}")),
        .. s_values.Select(value => Bad($"{{\"arguments\": {value}}}")),
        .. s_values.Select(value => Bad($"{{\"id\": {value}}}")),
        .. s_values.Select(value => Bad($"{{\"id\": {value}, \"execute\": 1}}")),
        .. s_values.Select(value => Bad($"{{\"id\": {value}, \"execute\": \"no-such\", \"arguments\": {{\"a\": 1}}}}")),
        .. s_values.Select(value => Bad($"{{\"execute\": \"guest-ping\", \"control\": {value}}}")),
        .. s_values.Select(value => Bad($"{{\"exec-oob\": {value}, \"id\": 7}}")),
        .. s_names.Select(name => Bad($"{{\"execute\": \"{name}\"}}")),
        .. s_names.Where(name => name != "execute").Select(name => Bad($"{{\"execute\": \"guest-ping\", \"{name}\": 1}}")),
        .. s_broken.Select(Bad),
    ];

    private static Request Bad(string text) => new("envelope", text, false);
}
