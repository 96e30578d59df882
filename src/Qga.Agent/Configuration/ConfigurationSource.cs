using System.Text;

namespace Qga.Agent.Configuration;

/// <summary>The configuration file that a command line or the environment names, with what is wrong with it.</summary>
internal sealed class ConfigurationSource
{
    private readonly string _path;
    private readonly bool _isThere;

    private ConfigurationSource(string path, bool isThere) => (_path, _isThere) = (path, isThere);

    /// <summary>The settings; the defaults where the file is not there. Not to be used where there are errors.</summary>
    public AgentSettings Settings { get; private set; } = new();

    /// <summary>Why it cannot be used.</summary>
    public List<FileProblem> Errors { get; } = [];

    /// <summary>What means nothing in it, or not what it seems to mean, with its place.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>The first error as QEMU's agent words it; null if there is none.</summary>
    public string? FirstError => Errors.Count > 0 ? $"error loading configuration from path: {_path}, {Errors[0]}" : null;

    /// <summary>Reads it.</summary>
    /// <param name="options">The options, of which <c>-c</c> may name the file.</param>
    /// <param name="context">The surroundings.</param>
    public static ConfigurationSource Load(IReadOnlyList<GivenOption> options, CommandLineContext context)
    {
        string? named = null;
        foreach (GivenOption option in options)
        {
            named = option.Letter == 'c' ? option.Value : named;
        }

        string path = named ?? context.ConfigurationPath ?? DefaultPaths.ConfigurationFile;
        ConfigurationText text = context.ReadFile(path);
        ConfigurationSource source = new(path, !text.IsMissing);
        if (text.Content is { } content)
        {
            List<FileProblem> warnings = [];
            source.Settings = ConfigurationFile.Read(content, source.Errors, warnings);
            foreach (FileProblem warning in warnings)
            {
                source.Warnings.Add(warning.At(path));
            }
        }
        else if (named is not null || !text.IsMissing)
        {
            source.Errors.Add(new(text.Error ?? "", 0));
        }

        return source;
    }

    /// <summary>What <c>--check-config</c> prints.</summary>
    /// <param name="result">What the command line asks for with these settings.</param>
    /// <returns>Every problem, a line each, and status 1; or that there is none.</returns>
    public CommandLineResult Check(CommandLineResult result)
    {
        StringBuilder text = new();
        foreach (FileProblem error in Errors)
        {
            text.Append(error.At(_path)).Append('\n');
        }

        foreach (string warning in Warnings)
        {
            text.Append(warning).Append('\n');
        }

        if (Errors.Count == 0)
        {
            text.Append(result.Complaint);
            if (result.Settings is { } settings && !DefaultPaths.IsMethod(settings.Method))
            {
                text.Append("unsupported channel method/type: ").Append(settings.Method).Append('\n');
            }
        }

        return text.Length > 0
            ? new(null, text.ToString(), "", 1)
            : new(null, _isThere ? $"{_path}: no problems\n" : $"{_path} is not there; the defaults hold\n");
    }
}
