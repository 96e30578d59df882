namespace Qga.Fuzz.Targets;

/// <summary>What JSON texts, and requests among them, are made of.</summary>
internal static class JsonWords
{
    public static IReadOnlyList<string> All { get; } =
    [
        "{\"", "\":", "\",\"", "\"}", "{}", "[]", "[[", "]]", "true", "false", "null", "-0", "0.5", "1e9", "1E-3", "9223372036854775807",
        "-9223372036854775808", "18446744073709551615", "\\u0000", "\\ud83d\\ude00", "\\uFFFF", "\\uD800", "\\'", "'", "\\\\", "\\\"", "\\n", "\n", "\r\n",
        "\u00ff", "\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00f0\u009f\u0098\u0080", "\u00ef\u00bf\u00be", "\"id\":1", "{\"execute\":\"", "\",\"arguments\":{",
        "guest-sync", "guest-sync-delimited", "guest-ping", "guest-info",
    ];
}
