using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Qga.Agent.Linux.Logging;

namespace Qga.Agent.Linux.Tests.Logging;

public sealed partial class AuditLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("log-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_record_has_the_form_that_syslog_gives_it()
    {
        using Socket log = Listen();
        new AuditLog(Path).Write("guest-ping called");
        Match record = Form().Match(Receive(log));
        Assert.True(record.Success);
        Assert.Equal("guest-ping called", record.Groups["text"].Value);
    }

    [Fact]
    public void What_a_client_sends_stays_one_record()
    {
        using Socket log = Listen();
        AuditLog records = new(Path);
        records.Write("path: a\n<0>Jan  1 00:00:00 kernel: lie\r\0end ä");
        Assert.Equal("path: a <0>Jan  1 00:00:00 kernel: lie  end ä", Form().Match(Receive(log)).Groups["text"].Value);
        records.Write(new string('ä', 5000));
        Assert.InRange(Receive(log).Length, 100, 2048);
    }

    [Fact]
    public void A_log_that_is_started_again_is_found_again()
    {
        AuditLog records = new(Path);
        using (Socket first = Listen())
        {
            records.Write("one");
            Assert.EndsWith("one", Receive(first), StringComparison.Ordinal);

            // A child that another test is just starting has a copy of the descriptor until it becomes its program: closing alone would leave the socket open.
            first.Shutdown(SocketShutdown.Both);
        }

        File.Delete(Path);
        using Socket second = Listen();
        records.Write("two");
        Assert.EndsWith("two", Receive(second), StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_takes_nothing_holds_nothing_up()
    {
        AuditLog records = new(Path);
        records.Write("nobody is there");
        using Socket log = Listen();
        AuditLog others = new(Path);
        for (int i = 0; i < 10_000; i++)
        {
            others.Write("nobody reads");
        }

        Assert.EndsWith("nobody reads", Receive(log), StringComparison.Ordinal);
    }

    private string Path => $"{_folder}/log";

    private Socket Listen()
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 30_000 };
        socket.Bind(new UnixDomainSocketEndPoint(Path));
        return socket;
    }

    private static string Receive(Socket socket)
    {
        byte[] buffer = new byte[8192];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }

    [GeneratedRegex(@"^<14>[A-Z][a-z]{2} [ 1-3][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2} qemu-ga: info: (?<text>.*)$", RegexOptions.Singleline)]
    private static partial Regex Form();
}
