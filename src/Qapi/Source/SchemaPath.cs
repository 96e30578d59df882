namespace Qapi.Source;

/// <summary>Names of schema files: with '/', relative ones relative to the file that names them.</summary>
internal static class SchemaPath
{
    private const string Extension = ".json";

    /// <summary>The path of a file that another one includes.</summary>
    public static string Include(string including, string name) =>
        name.StartsWith("/", StringComparison.Ordinal) ? Normalize(name) : Normalize(Folder(including) + name);

    /// <summary>Takes '.' and, where a folder stands before it, '..' out of a path, so that a file has one name.</summary>
    public static string Normalize(string path)
    {
        List<string> parts = [];
        foreach (string part in path.Replace('\\', '/').Split('/'))
        {
            bool first = parts.Count == 0;
            if (part == "." || (part.Length == 0 && !first))
            {
                continue;
            }

            if (part == ".." && !first && parts[parts.Count - 1] is not ("" or ".."))
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else
            {
                parts.Add(part);
            }
        }

        return string.Join("/", parts);
    }

    /// <summary>A file's name as a module: relative to the main file's folder and without <c>.json</c>.</summary>
    public static string ModuleName(string main, string path)
    {
        string[] from = Folder(main).Split('/');
        string[] to = path.Split('/');
        int shared = 0;
        while (shared < from.Length - 1 && shared < to.Length - 1 && from[shared] == to[shared])
        {
            shared++;
        }

        IEnumerable<string> up = from.Skip(shared).Take(from.Length - 1 - shared).Select(_ => "..");
        string name = string.Join("/", up.Concat(to.Skip(shared)));
        return name.EndsWith(Extension, StringComparison.Ordinal) ? name.Substring(0, name.Length - Extension.Length) : name;
    }

    private static string Folder(string path) => path.Substring(0, path.LastIndexOf('/') + 1);
}
