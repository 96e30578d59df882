using Qapi.Generator.Model;
using Qapi.Generator.Planning;

namespace Qapi.Generator.Emit;

internal sealed partial record Emitter
{
    /// <summary>A family's commands as methods of a client.</summary>
    public string Client(FamilyModel model)
    {
        var code = new CodeWriter(
            Namespace, "System", "System.Collections.Generic", "System.Threading", "System.Threading.Tasks", Contracts, Calling, Reading, Writing);
        code.Line();
        code.Open($"public partial class {ClientClass}");
        bool first = true;
        foreach (CommandModel command in model.Commands)
        {
            if (!first)
            {
                code.Line();
            }

            first = false;
            ClientMethod(code, command);
        }

        code.Close();
        return code.ToString();
    }

    private void ClientMethod(CodeWriter code, CommandModel command)
    {
        // C# wants parameters with defaults behind those without.
        CodeMember[] members = [.. command.Members.OrderBy(member => member.Optional)];
        code.Element("summary", command.Summary);
        var parameters = new List<string>();
        switch (command.Style)
        {
            case ArgumentStyle.Boxed:
                code.Element("param name=\"arguments\"", "The arguments.");
                parameters.Add($"{command.Boxed!.Name} arguments");
                break;
            case ArgumentStyle.Raw:
                code.Element("param name=\"arguments\"", "The arguments: an object, as JSON; null: none.");
                parameters.Add("JsonAny? arguments = null");
                break;
        }

        foreach (CodeMember member in members)
        {
            string parameter = Names.Parameter(member.Name);
            code.Element($"param name=\"{parameter.TrimStart('@')}\"", member.Summary);
            parameters.Add($"{Declared(member)} {parameter}{(member.Optional ? " = null" : "")}");
        }

        parameters.Add("CancellationToken cancellationToken = default");
        code.Element("param name=\"cancellationToken\"", "Ends the wait; the guest may still act.");
        code.Element("returns", command.ReturnsText ?? (command.SuccessResponse ? "When it is done." : "When it is sent: no reply comes on success."));
        string task = command.Returns is null ? "Task" : $"Task<{command.Returns.Name}>";
        code.Line($"public {task} {command.Name}Async({string.Join(", ", parameters)}) =>");
        code.Line($"    {(command.SuccessResponse ? "CallAsync" : "SendAsync")}(");
        code.Line($"        new RemoteCommand(\"{command.WireName}\"{(command.IsSlow ? ", IsSlow: true" : "")}),");
        ClientArguments(code, command);
        if (command.Returns is { } returns)
        {
            string read = ReadCall(returns, "text", "UnknownMembers.Ignore", "out value");
            code.Line($"        static (ReadOnlySpan<byte> text, out {returns.Name} value) => {read},");
        }

        code.Line("        cancellationToken);");
    }

    private void ClientArguments(CodeWriter code, CommandModel command)
    {
        switch (command.Style)
        {
            case ArgumentStyle.None:
                code.Line("        null,");
                break;
            case ArgumentStyle.Boxed:
                code.Line($"        (ref JsonWriter writer) => {command.Boxed!.Name}.Write(ref writer, arguments),");
                break;
            case ArgumentStyle.Raw:
                code.Line("        arguments is null ? null : (ref JsonWriter writer) => writer.Raw(arguments.Text.Span),");
                break;
            default:
                code.Open("        (ref JsonWriter writer) =>");
                code.Line("writer.StartObject();");
                code.Line(WriteMembers(command.Members, member => Names.Parameter(member.Name)));
                code.Line("writer.EndObject();");
                code.Close(",");
                break;
        }
    }
}
