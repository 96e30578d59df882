using System.CommandLine;
using Qga.Cli.Files;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga ls</c>.</summary>
internal sealed class LsVerb : GuestPathVerb
{
    private static readonly Column[] s_columns =
    [
        new("MODE", "mode"),
        new("OWNER", "owner"),
        new("GROUP", "group"),
        new("SIZE", "size", ValueKind.Bytes),
        new("MODIFIED", "modified", ValueKind.Time),
        new("NAME", "name"),
        new("LINK", "link"),
        new("BYTES", "name-base64"),
    ];

    private readonly Option<bool> _long = new("--long", "-l") { Description = "With mode, owner, size and time" };
    private readonly Option<bool> _all = new("--all", "-a") { Description = "With names that begin with a dot" };

    public LsVerb(Invocation invocation)
        : base(invocation, "ls", "List files of the guest", "GUEST:PATH...", "Directories, or files")
    {
        Add(_long);
        Add(_all);
    }

    public override IReadOnlyList<Column> Fields => s_columns;

    public override IReadOnlyList<Example> Examples => [new("ls web1:/etc", "the names"), new("ls -la 'web*':/srv", "all that is known, of several guests")];

    public override IReadOnlyList<string> Details => [.. base.Details, "A name that is no UTF-8 is shown as a shell writes it: $'caf\\xe9'."];

    protected override async Task<Answer> AskAsync(
        GuestAgentClient client, IReadOnlyList<string> paths, ParseResult arguments, CancellationToken cancellationToken)
    {
        List<GuestListing> files = [];
        foreach (string path in paths)
        {
            string folder = paths.Count > 1 ? $"{path.TrimEnd('/')}/" : "";
            IReadOnlyList<GuestListing> found = await GuestListing.ReadAsync(
                client, path, CommonOptions.LookLimitOf(arguments), cancellationToken).ConfigureAwait(false);
            bool isFile = found is [GuestListing only] && path.EndsWith($"/{only.Name}", StringComparison.Ordinal);
            files.AddRange(found
                .Where(file => isFile || arguments.GetValue(_all) || !file.Name.StartsWith('.'))
                .Select(file => isFile ? file with { Name = path } : file with { Name = folder + file.Name }));
        }

        Column[] columns = CommonOptions.Json.ValueIn(arguments) ? s_columns : s_columns[..^1];
        return arguments.GetValue(_long) || CommonOptions.Json.ValueIn(arguments)
            ? Answer.Table(columns, files.Select(file => RowOf(file)[..columns.Length]))
            : Answer.Lines(s_columns[5], files.Select(file => file.Name));
    }

    private static object?[] RowOf(GuestListing file) =>
    [
        file.Mode,
        file.Owner,
        file.Group,
        file.Size,
        file.Modified,
        file.Name,
        file.Link,
        file.RawName is ReadOnlyMemory<byte> name ? Convert.ToBase64String(name.Span) : null,
    ];
}
