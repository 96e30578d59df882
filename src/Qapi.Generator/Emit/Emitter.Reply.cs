using Qapi.Generator.Model;
using Qapi.Generator.Planning;

namespace Qapi.Generator.Emit;

internal sealed partial record Emitter
{
    /// <summary>What a command writes its result with, so that no object is made of it.</summary>
    public string Reply(CommandModel command) => ServingFile(Template.Print(
        $$"""
        /// <summary>Writes the result of <c>{{command.WireName}}</c>: payloads first, then, once, <c>Write</c>.</summary>
        public ref struct {{command.Name}}Reply
        {
            private JsonWriter _writer;
            private bool _hasBegun;

            /// <summary>Begins a reply.</summary>
            /// <param name="writer">Where it goes.</param>
            public {{command.Name}}Reply(JsonWriter writer) => _writer = writer;

            /// <summary>Where the reply goes, behind what has been written. The object around the result is open.</summary>
            public readonly JsonWriter Writer => _writer;

            {{Template.Blocks([
                .. command.ResultMembers.Where(IsPayload).Select(ReplyPayload),
                ReplyMembers([.. command.ResultMembers.Where(member => !IsPayload(member))])])}}

            private void Begin()
            {
                if (_hasBegun)
                {
                    return;
                }

                _hasBegun = true;
                {{(command.HasSentinel ? "_writer.Sentinel();" : "")}}
                _writer.StartObject();
                _writer.Member("return"u8);
                _writer.StartObject();
            }
        }
        """));

    private static bool IsPayload(CodeMember member) => member.Type.Kind == TypeKind.Payload;

    private static string ReplyPayload(CodeMember member) => Template.Print(
        $$"""
        {{Doc("summary", member.Summary)}}
        /// <param name="payload">The bytes; read to their end.</param>
        public void {{member.Name}}<TPayload>(scoped ref TPayload payload)
            where TPayload : IPayload
        {
            Begin();
            _writer.Member("{{member.WireName}}"u8);
            _writer.Base64(ref payload);
        }
        """);

    private string ReplyMembers(CodeMember[] members) => Template.Print(
        $$"""
        /// <summary>Writes the other members and ends the result.</summary>
        {{Template.Lines(members.Select(member => Doc($"param name=\"{Names.Parameter(member.Name).TrimStart('@')}\"", member.Summary)))}}
        public void Write({{string.Join(", ", members.Select(member => $"{Declared(member)} {Names.Parameter(member.Name)}"))}})
        {
            Begin();
            ref JsonWriter writer = ref _writer;
            {{WriteMembers(members, member => Names.Parameter(member.Name))}}
            writer.EndObject();
        }
        """);
}
