using Qapi.Model;

namespace Qga.Differential;

/// <summary>The members of an object, and whether they are such as the schema says.</summary>
/// <param name="Members">Names and values.</param>
/// <param name="Fits">Whether they fit.</param>
internal sealed record ObjectVariant(IReadOnlyList<(string Name, string Json)> Members, bool Fits);

/// <summary>Objects that differ from a good one in one or two places.</summary>
internal static class ObjectVariants
{
    /// <summary>The variants.</summary>
    /// <param name="samples">Where values come from.</param>
    /// <param name="members">The members that the schema has. The first variant is the simplest that fits.</param>
    public static IEnumerable<ObjectVariant> Of(Samples samples, IReadOnlyList<Member> members)
    {
        IReadOnlyList<(string Name, string Json)> required = samples.Required(members);
        yield return new(required, true);
        yield return new([.. members.Select(member => (member.Name, samples.Of(member)[0].Json))], true);
        foreach (Member member in members)
        {
            if (!member.Optional)
            {
                yield return new([.. required.Where(it => it.Name != member.Name)], false);
            }

            foreach (SampleValue sample in samples.Of(member))
            {
                yield return new(With(members, required, member, sample.Json), sample.Fits);
            }
        }

        foreach (string name in (string[])["extra", "", .. members.Take(1).SelectMany(member => (string[])[member.Name.ToUpperInvariant(), member.Name + "-"])])
        {
            yield return new([.. required, (name, "1")], false);
            yield return new([(name, "null"), .. required], false);
        }

        foreach (ObjectVariant pair in Pairs(samples, members, required))
        {
            yield return pair;
        }
    }

    // The first fault in schema order is told, whatever the order in the text.
    private static IEnumerable<ObjectVariant> Pairs(
        Samples samples, IReadOnlyList<Member> members, IReadOnlyList<(string Name, string Json)> required)
    {
        IReadOnlyList<(Member Member, string Json)> wrong =
            [.. members.SelectMany(member => samples.Of(member).Where(sample => !sample.Fits).Take(2).Select(sample => (member, sample.Json)))];
        foreach ((Member member, string json) in wrong)
        {
            yield return new([("extra", "1"), .. With(members, required, member, json)], false);
            foreach (Member other in members.Where(other => other.Name != member.Name))
            {
                IReadOnlyList<(string Name, string Json)> one = With(members, required, member, json);
                yield return new([.. one.Where(it => it.Name != other.Name)], false);
                yield return new([.. With(members, one, other, wrong.First(it => it.Member == other).Json).Reverse()], false);
            }
        }
    }

    private static IReadOnlyList<(string Name, string Json)> With(
        IReadOnlyList<Member> members, IReadOnlyList<(string Name, string Json)> some, Member member, string json) =>
        [.. members.Where(it => it.Name == member.Name || some.Any(one => one.Name == it.Name))
            .Select(it => it.Name == member.Name ? (it.Name, json) : some.First(one => one.Name == it.Name))];
}
