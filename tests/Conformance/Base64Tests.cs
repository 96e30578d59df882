using System.Text;
using System.Text.Json;

namespace Qga.Conformance;

/// <summary>
/// Payload of every length, and what is no payload. Only the real binary has the vectors of base64.c; which of them depends on the processor.
/// </summary>
public sealed class Base64Tests : IDisposable
{
    private const string Foreign = " !#$%&'()*,-.:;<>?@[]^_`{|}~éù\u007f";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);
    private static readonly int[] s_offsets = [.. Enumerable.Range(0, 140), 4095, 4096, 16_383, 16_384, 30_000, 39_999];

    private readonly TemporaryFolder _folder = new();
    private RunningAgent? _agent;
    private Peer? _peer;

    public void Dispose()
    {
        _peer?.Dispose();
        _agent?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_is_written_is_in_the_file_and_is_read_back()
    {
        long handle = Open();
        byte[] bytes = new byte[300_000];
        new Random(4).NextBytes(bytes);
        foreach (int length in Enumerable.Range(0, 300).Concat([4096, 12_287, 12_288, 12_289, 49_151, 49_152, 49_153, 65_536, 100_001, 300_000]))
        {
            string text = Convert.ToBase64String(bytes, bytes.Length - length, length);
            Call("guest-file-write", $"\"handle\":{handle},\"buf-b64\":\"{text}\"");
            Call("guest-file-seek", $"\"handle\":{handle},\"offset\":0,\"whence\":0");
            Assert.Equal(bytes[^length..], File.ReadAllBytes(_folder.File("data"))[..length]);
            Assert.Equal(text, Call("guest-file-read", $"\"handle\":{handle},\"count\":{length}").GetProperty("return").GetProperty("buf-b64").GetString());
            Call("guest-file-seek", $"\"handle\":{handle},\"offset\":0,\"whence\":0");
        }
    }

    [Fact]
    public void A_character_that_base64_does_not_have_is_found_wherever_it_stands()
    {
        long handle = Open();
        string text = string.Concat(Enumerable.Repeat("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 625));
        foreach (string character in Foreign.Select(character => character.ToString()).Append("\\u0000"))
        {
            foreach (int offset in s_offsets)
            {
                // The short ones are decoded when they are there, the long ones while they come.
                string sent = string.Concat(text.AsSpan(0, offset), character, text.AsSpan(0, offset % 2 == 0 ? text.Length - offset : 3));
                JsonElement error = Call("guest-file-write", $"\"handle\":{handle},\"buf-b64\":\"{sent}\"").GetProperty("error");
                Assert.Equal("Base64 data contains invalid characters", error.GetProperty("desc").GetString());
            }
        }

        Assert.Equal(0, new FileInfo(_folder.File("data")).Length);
    }

    private long Open()
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        _agent = new(AgentUnderTest.Ours!.Program, _folder, []);
        _peer = new(_agent.Connect());
        return Call("guest-file-open", $"\"path\":\"{_folder.File("data")}\",\"mode\":\"w+\"").GetProperty("return").GetInt64();
    }

    private JsonElement Call(string command, string arguments)
    {
        _peer!.Send(Encoding.UTF8.GetBytes($"{{\"execute\":\"{command}\",\"arguments\":{{{arguments}}}}}"));
        return JsonDocument.Parse(_peer.Read(s_limit)!).RootElement;
    }
}
