using Qapi.Runtime.Reading;

namespace Qga.Monitor;

/// <summary>Tells events from replies: <c>{"event": …, "timestamp": {"seconds": …, "microseconds": …}, "data": …}</c>.</summary>
internal static class EventReader
{
    /// <summary>Reads an event.</summary>
    /// <param name="message">An object in validated JSON.</param>
    /// <returns>The event; null if the message is none.</returns>
    public static MonitorEvent? Read(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> name = default;
        ReadOnlySpan<byte> time = default;
        ReadOnlySpan<byte> data = default;
        ObjectReader members = new(message);
        while (members.Read())
        {
            if (members.Name.SequenceEqual("event"u8))
            {
                name = members.Value;
            }
            else if (members.Name.SequenceEqual("timestamp"u8))
            {
                time = members.Value;
            }
            else if (members.Name.SequenceEqual("data"u8))
            {
                data = members.Value;
            }
        }

        if (name.IsEmpty || JsonText.KindOf(name) != JsonKind.String)
        {
            return null;
        }

        ReadFault? fault = MonitorClient.ReadEvent(JsonString.DecodeUtf8(name), data, out object? value);
        return new(JsonString.Decode(name), Time(time), fault is null ? value : null, data.IsEmpty ? null : new JsonAny(data.ToArray()));
    }

    private static DateTimeOffset? Time(ReadOnlySpan<byte> value)
    {
        long seconds = -1;
        long microseconds = 0;
        ObjectReader members = new(!value.IsEmpty && JsonText.KindOf(value) == JsonKind.Object ? value : default);
        while (members.Read())
        {
            ReadFault? fault = members.Name.SequenceEqual("seconds"u8) ? JsonValue.ReadInt64(members.Value, out seconds)
                : members.Name.SequenceEqual("microseconds"u8) ? JsonValue.ReadInt64(members.Value, out microseconds)
                : null;
            if (fault is not null)
            {
                return null;
            }
        }

        // Both are -1 where the clock cannot be read.
        return seconds >= 0 && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() - 1 && microseconds is >= 0 and < 1_000_000
            ? DateTimeOffset.FromUnixTimeSeconds(seconds).AddMicroseconds(microseconds)
            : null;
    }
}
