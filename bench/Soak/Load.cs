using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Qga.Soak;

/// <summary>One client's requests, the same ones in each run.</summary>
/// <param name="agent">The agent.</param>
/// <param name="file">A file of the client's own.</param>
/// <param name="seed">Chooses the requests.</param>
[SuppressMessage("Security", "CA5394", Justification = "Nothing is secret.")]
internal sealed class Load(RunningAgent agent, string file, int seed)
{
    private const int LongestVisit = 2000;
    private const int LongestRow = 24;

    private static readonly byte[] s_return = "{\"return\": "u8.ToArray();
    private static readonly byte[] s_error = "{\"error\": {\"class\": \""u8.ToArray();

    // What is asked in rows, and what each reply begins with; the more often a request stands here, the more often it is made.
    private static readonly (byte[] Request, byte[] Reply)[] s_requests =
    [
        .. Enumerable.Repeat((Command("guest-ping"), s_return), 30),
        .. Enumerable.Repeat((Command("guest-sync", "\"id\":123456"), s_return), 10),
        .. Enumerable.Repeat((Command("guest-get-time"), s_return), 5),
        .. Enumerable.Repeat((Command("guest-no-such-command"), s_error), 3),
        .. Enumerable.Repeat((Command("guest-file-read", "\"handle\":-1"), s_error), 3),
        .. Enumerable.Repeat((Command("guest-file-open", "\"path\":\"/nowhere/x\",\"mode\":\"r\""), s_error), 3),
        .. Enumerable.Repeat((Command("guest-exec", "\"path\":\"/nowhere/x\""), s_error), 1),
        .. Enumerable.Repeat((Command("guest-file-seek", "\"handle\":\"x\",\"y\":[1,2,{}]"), s_error), 3),
        .. Enumerable.Repeat(("{\"execute\":\"guest-ping\",\"arguments\":{\"x\" 1}}\n"u8.ToArray(), s_error), 3),
        (Command("guest-info"), s_return),
        (Command("guest-get-osinfo"), s_return),
        (Command("guest-get-host-name"), s_return),
        (Command("guest-get-timezone"), s_return),
        (Command("guest-get-load"), s_return),
        (Command("guest-network-get-interfaces"), s_return),
        (Command("guest-get-memory-block-info"), "{\""u8.ToArray()),
    ];

    private readonly Random _choices = new(seed);

    /// <summary>How many requests have been made.</summary>
    public long Requests { get; private set; }

    /// <summary>Makes some requests, in several visits.</summary>
    public void Run(long requests)
    {
        for (long end = Requests + requests; Requests < end;)
        {
            using Line line = new(agent.Connect());
            Synchronize(line);
            for (long visit = Math.Min(end, Requests + _choices.Next(1, LongestVisit)); Requests < visit;)
            {
                Act(line);
            }

            Leave(line);
        }
    }

    private static byte[] Command(string name, string members = "") => Encoding.UTF8.GetBytes($"{{\"execute\":\"{name}\",\"arguments\":{{{members}}}}}\n");

    private static byte[] Command(string name, FormattableString members) => Command(name, members.ToString(CultureInfo.InvariantCulture));

    private static long Number(ReadOnlySpan<byte> reply) =>
        long.Parse(reply[(reply.LastIndexOf((byte)':') + 1)..].Trim("} "u8), CultureInfo.InvariantCulture);

    private void Synchronize(Line line)
    {
        line.Send([0xFF, .. Command("guest-sync-delimited", "\"id\":7")]);
        while (line.Read() is not [0xFF, ..])
        {
        }

        Requests++;
    }

    private void Act(Line line)
    {
        switch (_choices.Next(400))
        {
            case 0:
                RunProgram(line);
                break;
            case < 20:
                UseFile(line);
                break;
            default:
                AskInRow(line, isRead: true);
                break;
        }
    }

    private void AskInRow(Line line, bool isRead)
    {
        (byte[] Request, byte[] Reply)[] row = _choices.GetItems(s_requests, _choices.Next(1, LongestRow));
        line.Send([.. row.SelectMany(asked => asked.Request)]);
        Requests += row.Length;
        for (int i = 0; isRead && i < row.Length; i++)
        {
            line.Expect(row[i].Reply);
        }
    }

    private void UseFile(Line line)
    {
        line.Send(Command("guest-file-open", $"\"path\":\"{file}\",\"mode\":\"w+\""));
        long handle = Number(line.Expect(s_return));
        int length = _choices.Next(20) == 0 ? 200_000 : _choices.Next(5000);
        string base64 = Convert.ToBase64String(new byte[length]);
        line.Send(
        [
            .. Command("guest-file-write", $"\"handle\":{handle},\"buf-b64\":\"{base64}\""),
            .. Command("guest-file-seek", $"\"handle\":{handle},\"offset\":0,\"whence\":\"set\""),
            .. Command("guest-file-read", $"\"handle\":{handle},\"count\":{length}"),
            .. Command("guest-file-flush", $"\"handle\":{handle}"),
            .. Command("guest-file-close", $"\"handle\":{handle}"),
        ]);
        for (int reply = 0; reply < 5; reply++)
        {
            line.Expect(s_return);
        }

        Requests += 6;
    }

    private void RunProgram(Line line)
    {
        line.Send(Command("guest-exec", "\"path\":\"/bin/echo\",\"arg\":[\"x\"],\"capture-output\":true"));
        long pid = Number(line.Expect(s_return));
        bool hasEnded = false;
        while (!hasEnded)
        {
            line.Send(Command("guest-exec-status", $"\"pid\":{pid}"));
            hasEnded = line.Expect(s_return).IndexOf("\"exited\": true"u8) >= 0;
            Requests++;
        }

        Requests++;
    }

    // In order, in the middle of a request, or before the replies have come.
    private void Leave(Line line)
    {
        switch (_choices.Next(4))
        {
            case 0:
                line.Send("{\"execute\":\"guest-file-write\",\"arguments\":{\"handle\":1,\"buf-b64\":\"QUJDREVG"u8);
                break;
            case 1:
                AskInRow(line, isRead: false);
                break;
        }
    }
}
