using System.Text;

namespace Repository.Tests.Namespaces;

/// <summary>Namespaces that lead back to themselves.</summary>
internal static class Circles
{
    private const int PlacesShown = 3;

    /// <summary>A description of each group of namespaces in which every one leads to every other.</summary>
    public static IEnumerable<string> Describe(IReadOnlyList<Reference> references)
    {
        ILookup<string, string> next = references.Select(reference => (reference.From, reference.To)).Distinct().ToLookup(edge => edge.From, edge => edge.To);
        Dictionary<string, HashSet<string>> reached = next.ToDictionary(edges => edges.Key, edges => Reach(edges.Key, next));
        HashSet<string> described = [];
        foreach (string name in reached.Keys.Order(StringComparer.Ordinal))
        {
            if (reached[name].Contains(name) && described.Add(name))
            {
                string[] others = [.. reached[name].Where(other => reached.TryGetValue(other, out HashSet<string>? back) && back.Contains(name))];
                yield return Describe([name, .. others.Where(described.Add)], references);
            }
        }
    }

    /// <summary>What can be reached in one step or more; the start only where a circle leads to it.</summary>
    private static HashSet<string> Reach(string start, ILookup<string, string> next)
    {
        HashSet<string> reached = [];
        Stack<string> open = new(next[start]);
        while (open.TryPop(out string? name))
        {
            if (reached.Add(name))
            {
                foreach (string other in next[name])
                {
                    open.Push(other);
                }
            }
        }

        return reached;
    }

    private static string Describe(string[] group, IReadOnlyList<Reference> references)
    {
        StringBuilder text = new($"{string.Join(", ", group.Order(StringComparer.Ordinal))} lead to each other:\n");
        foreach (IGrouping<(string From, string To), Reference> edge in references
            .Where(reference => group.Contains(reference.From) && group.Contains(reference.To))
            .GroupBy(reference => (reference.From, reference.To))
            .OrderBy(edge => edge.Key))
        {
            string[] places = [.. edge.Select(reference => reference.ToString()).Distinct()];
            text.Append(null, $"  {edge.Key.From} -> {edge.Key.To}, {places.Length} places\n");
            foreach (string place in places.Take(PlacesShown))
            {
                text.Append(null, $"      {place}\n");
            }
        }

        return text.ToString();
    }
}
