using System.CommandLine;
using System.CommandLine.Parsing;

namespace Qga.Cli.Verbs;

/// <summary>A verb that takes words behind the guest. With <c>--all</c> no guest is named, and the first word is one of those.</summary>
internal abstract class GuestWordsVerb : GuestVerb
{
    /// <param name="invocation">The run of the tool.</param>
    /// <param name="name">The verb.</param>
    /// <param name="group">Where help lists it.</param>
    /// <param name="summary">What it does.</param>
    /// <param name="word">How help calls the words.</param>
    /// <param name="description">What they are.</param>
    protected GuestWordsVerb(Invocation invocation, string name, VerbGroup group, string summary, string word, string description)
        : base(invocation, name, group, summary)
    {
        WordsArgument = new(word) { Description = description, HelpName = word, Arity = ArgumentArity.ZeroOrMore };
        Add(WordsArgument);
    }

    /// <summary>The words behind the guest.</summary>
    protected Argument<string[]> WordsArgument { get; }

    /// <summary>The words behind the guest as they were given.</summary>
    protected string[] WordsOf(ParseResult arguments)
    {
        string[] words = arguments.GetValue(WordsArgument) ?? [];
        return CommonOptions.All.ValueIn(arguments) && arguments.GetValue(GuestArgument) is string first ? [first, .. words] : words;
    }

    protected override void CheckGuests(CommandResult result)
    {
        if (!CommonOptions.All.ValueIn(result))
        {
            base.CheckGuests(result);
        }
    }
}
