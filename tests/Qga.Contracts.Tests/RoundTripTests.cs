using System.Reflection;
using System.Text;
using System.Text.Json;
using Qapi.Runtime.Reading;

namespace Qga.Contracts.Tests;

/// <summary>Every type of the schema, from the agent over the wire to the client.</summary>
public sealed class RoundTripTests
{
    /// <summary>The schema's structs, unions and alternates: the types that have a <c>Write</c> of their own.</summary>
    public static TheoryData<Type, bool> Types
    {
        get
        {
            var data = new TheoryData<Type, bool>();
            foreach (Type type in typeof(GuestAgentInfo).Assembly.GetExportedTypes().Where(type => !type.IsNested && type.GetMethod("Write") is not null))
            {
                if (!type.IsSealed || !type.IsAbstract)
                {
                    data.Add(type, true);
                    data.Add(type, false);
                }
            }

            return data;
        }
    }

    [Fact]
    public void There_are_types() => Assert.True(Types.Count > 20);

    [Theory]
    [MemberData(nameof(Types))]
    public void What_is_written_says_what_the_value_holds_and_is_read_back(Type type, bool optional) =>
        typeof(RoundTripTests).GetMethod(nameof(RoundTrip), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [optional], null);

    private static void RoundTrip<T>(bool optional)
        where T : class
    {
        var write = typeof(T).GetMethod("Write")!.CreateDelegate<ValueWriter<T>>();
        var read = typeof(T).GetMethod("Read")!.CreateDelegate<ObjectValueReader<T>>();
        string text = JsonOf.Text(write, (T)new Samples(optional).Of(typeof(T)));

        // Payloads are used up by writing, so the value to compare with is made anew.
        using (JsonDocument document = JsonDocument.Parse(text))
        {
            Same.As(document.RootElement, new Samples(optional).Of(typeof(T)));
        }

        Assert.Null(read(Encoding.ASCII.GetBytes(text), UnknownMembers.Refuse, out T back));
        Assert.Equal(text, JsonOf.Text(write, back));
    }

    [Theory]
    [InlineData(typeof(QGASeek))]
    [InlineData(typeof(GuestDiskBusType))]
    [InlineData(typeof(GuestFsfreezeStatus))]
    [InlineData(typeof(GuestIpAddressType))]
    public void Every_value_of_an_enumeration_has_a_name_that_is_read_back(Type type) =>
        typeof(RoundTripTests).GetMethod(nameof(Names), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null);

    private static void Names<T>()
        where T : struct, Enum
    {
        Type codec = typeof(T).Assembly.GetType($"{typeof(T).FullName}Codec")!;
        var write = codec.GetMethod("Write")!.CreateDelegate<ValueWriter<T>>();
        var read = codec.GetMethod("Read")!.CreateDelegate<ValueReader<T>>();
        var names = new HashSet<string>();
        foreach (T value in Enum.GetValues<T>())
        {
            string text = JsonOf.Text(write, value);
            Assert.True(names.Add(text));
            Assert.Null(read(Encoding.ASCII.GetBytes(text), out T back));
            Assert.Equal(value, back);
        }
    }
}
