using System.Threading.Channels;

namespace Qga.Cli.Top;

/// <summary>
/// Reads keys on a thread of its own. .NET holds the terminal without echo for as long as a read waits, and restores it when the process ends.
/// </summary>
internal static class KeyReader
{
    public static ChannelReader<ConsoleKeyInfo> Start()
    {
        Channel<ConsoleKeyInfo> keys = Channel.CreateUnbounded<ConsoleKeyInfo>();
        Thread thread = new(() => Read(keys.Writer)) { IsBackground = true, Name = "keys" };
        thread.Start();
        return keys.Reader;
    }

    private static void Read(ChannelWriter<ConsoleKeyInfo> keys)
    {
        try
        {
            while (keys.TryWrite(Console.ReadKey(intercept: true)))
            {
            }
        }
        catch (Exception problem) when (problem is InvalidOperationException or IOException)
        {
            // The terminal has gone.
            keys.TryComplete();
        }
    }
}
