using Qapi.Model;

namespace Qga.Differential;

/// <summary>Requests with any mixture of good and bad arguments, the same ones in every run.</summary>
internal sealed class RandomRequests(AgentSchema schema)
{
    private const int PerCommand = 200;

    private readonly Samples _samples = new(schema);
    private readonly Random _random = new(20261123);

    /// <summary>The requests, of commands that take arguments and may run here.</summary>
    public IEnumerable<Request> All => schema.Commands
        .Where(command => Permission.MayRun(command.Name) && schema.Arguments(command).Count > 0)
        .SelectMany(command => Enumerable.Range(0, PerCommand).Select(_ => Next(command)));

    private Request Next(CommandDefinition command)
    {
        List<(string Name, string Json)> arguments = [];
        bool fits = true;
        foreach (Member member in schema.Arguments(command))
        {
            if (_random.Next(4) == 0)
            {
                fits &= member.Optional;
                continue;
            }

            SampleValue[] samples = [.. _samples.Of(member).Where(sample => sample.Fits == (_random.Next(4) > 0))];
            SampleValue sample = samples[_random.Next(samples.Length)];
            arguments.Add((member.Name, sample.Json));
            fits &= sample.Fits;
        }

        // With two unknown members it would be open which one is named.
        if (_random.Next(8) == 0)
        {
            arguments.Add(("no-such", "{}"));
            fits = false;
        }

        (string Name, string Json)[] order = [.. arguments];
        _random.Shuffle(order);
        return new(command.Name, $"{{\"arguments\": {Samples.Object(order)}, \"execute\": \"{command.Name}\"}}", fits);
    }
}
