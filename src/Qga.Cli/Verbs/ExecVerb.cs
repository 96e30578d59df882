using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga exec</c>.</summary>
internal sealed class ExecVerb(Invocation invocation)
    : ProgramVerb(
        invocation, "exec", "Run a program in the guest", "PROGRAM [ARGUMENT...]",
        "The program, and its arguments as they are, options as well: no shell reads them, nor does qga")
{
    public override IReadOnlyList<Example> Examples =>
    [
        new("exec web1 -- systemctl restart nginx", "restart a service"),
        new("exec 'web*' -- df -h /", "in several guests; each line begins with the guest's name"),
        new("exec -e PGPASSWORD db1 -- psql -U app -f - < schema.sql", "with input, and a variable of this shell"),
        new("exec --timeout 600 web1 -- apt-get upgrade -y", "for ten minutes at most"),
        new("exec -d web1 -- /opt/job/start", "start it and print its process ID"),
    ];

    protected override string? FindFault(string[] words) => words is [] or ["", ..] ? "name a program: exec GUEST PROGRAM [ARGUMENT...]" : null;

    protected override Task<(GuestCommandLine Line, IAsyncDisposable? Remains)> MakeAsync(
        GuestAgentClient client, string[] words, IDisposable? prepared, CancellationToken cancellationToken) =>
        Task.FromResult<(GuestCommandLine, IAsyncDisposable?)>((new(words[0], words[1..]), null));
}
