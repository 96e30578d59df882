using System.CommandLine;
using System.CommandLine.Parsing;
using Qga.Cli.Discovery;
using Qga.Cli.Guests;

namespace Qga.Cli.Verbs;

/// <summary>The guests of a live verb, which is no <see cref="GuestVerb"/>: an address, a name, a pattern, or all.</summary>
internal sealed class GuestOptions
{
    private readonly Argument<string?> _guest = new("GUEST")
    {
        Description = "An address, the name of a guest of this host, a list a,b,c, or a pattern 'web*'",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly bool _isAllByDefault;

    /// <param name="verb">The verb, which gets the argument and the option.</param>
    /// <param name="isAllByDefault">Whether every guest is meant where none is named.</param>
    public GuestOptions(Verb verb, bool isAllByDefault = false)
    {
        _isAllByDefault = isAllByDefault;
        verb.Add(_guest);
        verb.Add(CommonOptions.All.Create());
        verb.Validators.Add(Check);
    }

    /// <summary>The guests that are meant, and whether they can be several.</summary>
    public async Task<(IReadOnlyList<Guest> Guests, bool IsPlural)> FindAsync(Invocation invocation, ParseResult arguments, CancellationToken cancellationToken)
    {
        string? text = arguments.GetValue(_guest);
        return text is null
            ? (await invocation.Selector.FindRunningAsync(invocation.Notice, cancellationToken).ConfigureAwait(false), true)
            : (await invocation.Selector.SelectAsync(text, invocation.Notice, cancellationToken).ConfigureAwait(false), GuestSelector.IsPlural(text));
    }

    private void Check(CommandResult result)
    {
        bool isNamed = result.GetResult(_guest) is { Tokens.Count: > 0 };
        bool isAll = CommonOptions.All.ValueIn(result);
        if (isNamed && isAll)
        {
            result.AddError("a guest and --all exclude each other");
        }
        else if (!isNamed && !isAll && !_isAllByDefault)
        {
            result.AddError("name a guest, or --all");
        }
    }
}
