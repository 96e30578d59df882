namespace Qga.Cli.Output;

/// <summary>
/// Nobody reads what this process writes any more, as behind <c>| head -1</c>. It is no failure, and ends the run in silence, as SIGPIPE does with other
/// programs.
/// </summary>
internal sealed class OutputClosedException : Exception
{
    public OutputClosedException()
        : base("nobody reads the output any more")
    {
    }
}
