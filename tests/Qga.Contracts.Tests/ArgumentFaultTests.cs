using System.Text;
using Qapi.Runtime.Errors;
using Qapi.Runtime.Reading;

namespace Qga.Contracts.Tests;

/// <summary>What clients are told of arguments that do not fit. Every text is part of the interface.</summary>
public sealed class ArgumentFaultTests
{
    [Theory]
    [InlineData("guest-file-close", "{}", "Parameter 'handle' is missing")]
    [InlineData("guest-file-close", "", "Parameter 'handle' is missing")]
    [InlineData("guest-file-seek", """{"handle": 1, "offset": 0}""", "Parameter 'whence' is missing")]
    [InlineData("guest-file-seek", "{}", "Parameter 'handle' is missing")]
    [InlineData("guest-set-vcpus", """{"vcpus": [{"logical-id": 0, "online": true}, {"online": true}]}""", "Parameter 'vcpus[1].logical-id' is missing")]
    public void What_is_missing_is_named_with_its_place(string command, string arguments, string expected) => Refuses(command, arguments, expected);

    [Theory]
    [InlineData("guest-file-close", """{"handle": "1000"}""", "Invalid parameter type for 'handle', expected: integer")]
    [InlineData("guest-file-close", """{"handle": null}""", "Invalid parameter type for 'handle', expected: integer")]
    [InlineData("guest-file-open", """{"path": 1}""", "Invalid parameter type for 'path', expected: string")]
    [InlineData("guest-file-open", """{"path": "x", "mode": null}""", "Invalid parameter type for 'mode', expected: string")]
    [InlineData("guest-file-open", """{"path": "x", "mode": ["r"]}""", "Invalid parameter type for 'mode', expected: string")]
    [InlineData("guest-file-write", """{"handle": 1, "buf-b64": {}}""", "Invalid parameter type for 'buf-b64', expected: string")]
    [InlineData("guest-set-vcpus", """{"vcpus": {}}""", "Invalid parameter type for 'vcpus', expected: array")]
    [InlineData("guest-set-vcpus", """{"vcpus": [1]}""", "Invalid parameter type for 'vcpus[0]', expected: object")]
    [InlineData("guest-set-vcpus", """{"vcpus": [{"logical-id": 0, "online": 1}]}""", "Invalid parameter type for 'vcpus[0].online', expected: boolean")]
    [InlineData(
        "guest-set-vcpus",
        """{"vcpus": [{"logical-id": 0, "online": true}, {"logical-id": "1", "online": true}]}""",
        "Invalid parameter type for 'vcpus[1].logical-id', expected: integer")]
    [InlineData(
        "guest-set-vcpus",
        """{"vcpus": [{"logical-id": 0, "online": true, "can-offline": 0}]}""",
        "Invalid parameter type for 'vcpus[0].can-offline', expected: boolean")]
    [InlineData("guest-fsfreeze-freeze-list", """{"mountpoints": ["/", 2]}""", "Invalid parameter type for 'mountpoints[1]', expected: string")]
    public void A_value_of_the_wrong_kind_is_named_with_its_place(string command, string arguments, string expected) =>
        Refuses(command, arguments, expected);

    [Theory]
    [InlineData("1.0")]
    [InlineData("1e0")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("true")]
    public void Only_64_bit_integers_are_integers(string number) =>
        Refuses("guest-file-close", $$"""{"handle": {{number}}}""", "Invalid parameter type for 'handle', expected: integer");

    [Theory]
    [InlineData("\"middle\"", "Parameter 'whence' does not accept value 'middle'")]
    [InlineData("\"SET\"", "Parameter 'whence' does not accept value 'SET'")]
    [InlineData("\"\"", "Parameter 'whence' does not accept value ''")]
    [InlineData("1.5", "Invalid parameter type for 'whence', expected: integer")]
    [InlineData("9223372036854775808", "Invalid parameter type for 'whence', expected: integer")]
    [InlineData("true", "Invalid parameter type for 'whence', expected: GuestFileWhence")]
    [InlineData("null", "Invalid parameter type for 'whence', expected: GuestFileWhence")]
    [InlineData("[0]", "Invalid parameter type for 'whence', expected: GuestFileWhence")]
    [InlineData("{}", "Invalid parameter type for 'whence', expected: GuestFileWhence")]
    public void An_alternate_tells_a_wrong_kind_from_a_wrong_value(string whence, string expected) =>
        Refuses("guest-file-seek", $$"""{"handle": 1, "offset": 0, "whence": {{whence}}}""", expected);

    [Theory]
    [InlineData("guest-file-close", """{"handle": 1, "force": true}""", "Parameter 'force' is unexpected")]
    [InlineData("guest-file-close", """{"handle": 1, "Handle": 1}""", "Parameter 'Handle' is unexpected")]
    [InlineData("guest-ping", """{"id": 1}""", "Parameter 'id' is unexpected")]
    [InlineData("guest-set-vcpus", """{"vcpus": [{"logical-id": 0, "online": true, "hot": 1}]}""", "Parameter 'vcpus[0].hot' is unexpected")]
    [InlineData("guest-set-vcpus", """{"vcpus": [{"logical-id": 0, "online": true, "": 1}]}""", "Parameter 'vcpus[0].' is unexpected")]
    [InlineData("guest-set-vcpus", """{"vcpus": [{"logical-id": 0, "online": true, "[1]": 1}]}""", "Parameter 'vcpus[0].[1]' is unexpected")]
    public void Nothing_that_a_client_meant_is_passed_over(string command, string arguments, string expected) => Refuses(command, arguments, expected);

    [Theory]
    [InlineData("""{"whence": true, "offset": "x", "handle": "y"}""", "Invalid parameter type for 'handle', expected: integer")]
    [InlineData("""{"whence": true, "offset": "x"}""", "Parameter 'handle' is missing")]
    [InlineData("""{"whence": true, "offset": "x", "handle": 1}""", "Invalid parameter type for 'offset', expected: integer")]
    [InlineData("""{"more": 1, "offset": 0, "handle": 1}""", "Parameter 'whence' is missing")]
    public void The_first_fault_in_the_order_of_the_schema_is_told_and_unknown_names_last(string arguments, string expected) =>
        Refuses("guest-file-seek", arguments, expected);

    private static void Refuses(string command, string arguments, string expected)
    {
        QapiError? error = Read(command, Encoding.UTF8.GetBytes(arguments))?.ToError();

        Assert.Equal(new QapiError(ErrorClass.GenericError, expected), error);
    }

    private static ReadFault? Read(string command, ReadOnlySpan<byte> text) => command switch
    {
        "guest-file-close" => GuestFileCloseArguments.Read(text, out _),
        "guest-file-open" => GuestFileOpenArguments.Read(text, out _),
        "guest-file-seek" => GuestFileSeekArguments.Read(text, out _),
        "guest-file-write" => GuestFileWriteArguments.Read(text, out _),
        "guest-fsfreeze-freeze-list" => GuestFsfreezeFreezeListArguments.Read(text, out _),
        "guest-set-vcpus" => GuestSetVcpusArguments.Read(text, out _),
        "guest-ping" => JsonValue.ReadNothing(text),
        _ => throw new ArgumentOutOfRangeException(nameof(command)),
    };
}
