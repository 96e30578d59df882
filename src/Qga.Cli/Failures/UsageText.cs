using System.CommandLine;
using System.CommandLine.Parsing;

namespace Qga.Cli.Failures;

/// <summary>What is wrong with a command line, in words for people: the parser speaks of types of .NET, and in several lines.</summary>
internal static class UsageText
{
    private const string Conversion = " as expected type ";

    public static string Of(ParseError error)
    {
        string[] lines = error.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return error.Message.Contains(Conversion, StringComparison.Ordinal) ? OfValue(error)
            : lines is [string first, .. string[] choices] ? string.Join(' ', [first, string.Join(", ", choices)]).TrimEnd()
            : error.Message;
    }

    private static string OfValue(ParseError error)
    {
        string value = error.SymbolResult?.Tokens is [.., Token last] ? $", not '{last.Value}'" : "";
        return error.SymbolResult switch
        {
            ArgumentResult { Parent: OptionResult { Option: Option option } } => $"{option.Name} takes {KindOf(option.ValueType)}{value}",
            OptionResult { Option: Option option } => $"{option.Name} takes {KindOf(option.ValueType)}{value}",
            ArgumentResult { Argument: Argument argument } => $"{argument.Name} is {KindOf(argument.ValueType)}{value}",
            _ => "the command line has a value that makes no sense",
        };
    }

    private static string KindOf(Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
    {
        TypeCode.Boolean => "true or false, or no value",
        TypeCode.Int32 => $"a whole number up to {int.MaxValue}",
        TypeCode.Int64 => "a whole number",
        TypeCode.Double => "a number",
        _ => "another value",
    };
}
