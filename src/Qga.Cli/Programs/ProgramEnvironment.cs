using Qga.Cli.Failures;

namespace Qga.Cli.Programs;

/// <summary>The values of <c>--env</c>.</summary>
internal static class ProgramEnvironment
{
    /// <summary>Reads <c>NAME=VALUE</c>; <c>NAME</c> alone has the value that it has here, and is left out if it has none.</summary>
    /// <exception cref="UsageException">A name is missing.</exception>
    public static IReadOnlyDictionary<string, string> Parse(IEnumerable<string> texts)
    {
        Dictionary<string, string> variables = [];
        foreach (string text in texts)
        {
            int sign = text.IndexOf('=', StringComparison.Ordinal);
            string name = sign < 0 ? text : text[..sign];
            if (name.Length == 0)
            {
                throw new UsageException($"--env takes NAME=VALUE, and '{text}' has no name");
            }

            if ((sign < 0 ? Environment.GetEnvironmentVariable(name) : text[(sign + 1)..]) is string value)
            {
                variables[name] = value;
            }
        }

        return variables;
    }
}
