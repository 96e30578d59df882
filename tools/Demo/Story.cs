using System.Diagnostics;

namespace Qga.Demo;

/// <summary>Tells what happens, step by step, and remembers whether every step showed what it was to show.</summary>
internal sealed class Story
{
    private readonly Stopwatch _total = Stopwatch.StartNew();
    private int _number;

    /// <summary>Whether every step so far has ended well.</summary>
    public bool Good { get; private set; } = true;

    /// <summary>One step: prints its title, what it says, and how it ended.</summary>
    /// <param name="title">What is to be shown.</param>
    /// <param name="show">Shows it; an exception means that it was not seen.</param>
    /// <returns>Whether it was seen.</returns>
    public async Task<bool> ShowAsync(string title, Func<Task> show)
    {
        Console.WriteLine($"\n{++_number,2}. {title}");
        Stopwatch time = Stopwatch.StartNew();
        try
        {
            await show();
            Console.WriteLine($"    ok, {time.Elapsed.TotalSeconds:0.0} s");
            return true;
        }
        catch (Exception problem) when (problem is InvalidOperationException or TimeoutException or IOException)
        {
            Console.WriteLine($"    NOT SEEN: {problem.Message}");
            Good = false;
            return false;
        }
    }

    /// <summary>Prints a line of a step.</summary>
    public static void Say(string line) => Console.WriteLine($"    {line}");

    /// <summary>Ends the step as not seen unless the condition holds.</summary>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public static void Check(bool condition, string otherwise)
    {
        if (!condition)
            throw new InvalidOperationException(otherwise);
    }

    /// <summary>Prints the last line and returns the exit status.</summary>
    public int End()
    {
        Console.WriteLine(Good
            ? $"\nEvery effect was seen, in {_total.Elapsed.TotalSeconds:0} s."
            : "\nNot every effect was seen: look for NOT SEEN above.");
        return Good ? 0 : 1;
    }
}
