using Qapi.Generator.Model;

namespace Qapi.Generator.Emit;

/// <summary>Prints what was planned. One file for each kind of thing; nothing is decided here.</summary>
/// <param name="Namespace">The namespace of the code.</param>
/// <param name="Contracts">The namespace that the schema's types are in.</param>
/// <param name="ClientClass">The class that a client's methods go into.</param>
internal sealed partial record Emitter(string Namespace, string Contracts, string ClientClass)
{
    private const string Errors = "Qapi.Runtime.Errors";
    private const string Reading = "Qapi.Runtime.Reading";
    private const string Writing = "Qapi.Runtime.Writing";

    /// <summary>How a name in full begins.</summary>
    private const string Root = "global::";

    private CodeWriter ContractFile() => new(Namespace, "System", "System.Collections.Generic", Reading, Writing);

    /// <summary>The type of a member or parameter, <c>?</c> included.</summary>
    private static string Declared(CodeMember member) => member.Optional ? $"{member.Type.Name}?" : member.Type.Name;
}
