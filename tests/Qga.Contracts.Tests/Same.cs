using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Qapi.Runtime.Reading;

namespace Qga.Contracts.Tests;

/// <summary>Holds values against JSON that an independent reader has read.</summary>
internal static class Same
{
    public static void As(JsonElement json, object value)
    {
        switch (value)
        {
            case bool flag:
                Assert.Equal(flag, json.GetBoolean());
                break;
            case long or ulong or ushort or double:
                Assert.Equal(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture), json.GetRawText());
                break;
            case string text:
                Assert.Equal(text, json.GetString());
                break;
            case Enum:
                Assert.Equal(value.ToString(), Plain(json.GetString()!), ignoreCase: true);
                break;
            case Payload payload:
                Assert.Equal(payload.ToMemory().ToArray(), json.GetBytesFromBase64());
                break;
            case IEnumerable list:
                object[] items = [.. list.Cast<object>()];
                Assert.Equal(items.Length, json.GetArrayLength());
                Assert.All(items.Zip(json.EnumerateArray()), pair => As(pair.Second, pair.First));
                break;
            case var _ when value.GetType().GetProperties() is [{ Name: "Content" } content]:
                As(json, content.GetValue(value)!);
                break;
            default:
                Members(json, value);
                break;
        }
    }

    private static void Members(JsonElement json, object value)
    {
        var members = json.EnumerateObject().ToDictionary(member => Plain(member.Name), member => member.Value, StringComparer.OrdinalIgnoreCase);
        MembersOf(members, value);
        Assert.Empty(members);
    }

    private static void MembersOf(Dictionary<string, JsonElement> members, object value)
    {
        foreach (PropertyInfo property in value.GetType().GetProperties())
        {
            // What a union's branch adds stands beside the members of all branches.
            if (property.Name == "Content")
            {
                MembersOf(members, property.GetValue(value)!);
                continue;
            }

            bool written = members.Remove(property.Name, out JsonElement member);
            object? held = property.GetValue(value);
            Assert.Equal(held is not null, written);
            if (held is not null)
            {
                As(member, held);
            }
        }
    }

    /// <summary>A wire name as C# has it, but for case.</summary>
    private static string Plain(string wireName) => wireName.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
}
