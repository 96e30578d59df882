using Qapi.Runtime.Errors;
using Qga.Agent.Linux.Commands.Memory;
using Qga.Contracts;

namespace Qga.Agent.Linux.Tests.Commands;

public sealed class MemoryCommandsTests : IDisposable
{
    private const int Einval = 22;
    private const int Enoent = 2;
    private const int Eisdir = 21;
    private const int Enotdir = 20;

    private readonly string _root = Directory.CreateTempSubdirectory("memory-").FullName;
    private readonly MemoryCommands _commands;

    public MemoryCommandsTests()
    {
        _commands = new(_root);
        File.WriteAllText($"{_root}/block_size_bytes", "8000000\n");
        File.WriteAllText($"{_root}/auto_online_blocks", "offline\n");
        Directory.CreateDirectory($"{_root}/power");
        AddBlock("10", "online\n", "1\n");
        AddBlock("0", "online\n", "0\n");
        AddBlock("32", "offline\n", "1\n");
        AddBlock("18446744073709551615", "going-offline\n", null);
        AddBlock("7", null, "1\n");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Lists_blocks_by_number()
    {
        CommandResult<IReadOnlyList<GuestMemoryBlock>> result = _commands.GuestGetMemoryBlocks();
        Assert.Equal(
            [(0, true, false), (7, true, false), (10, true, true), (32, false, true), (ulong.MaxValue, false, false)],
            result.Value!.Select(block => (block.PhysIndex, block.Online, block.CanOffline!.Value)));
    }

    [Fact]
    public void A_kernel_that_does_not_divide_its_memory_has_no_blocks() => Assert.Empty(Without().GuestGetMemoryBlocks().Value!);

    [Fact]
    public void A_block_that_is_taken_away_meanwhile_is_left_out()
    {
        File.CreateSymbolicLink($"{_root}/memory5", "/nowhere");
        Assert.Equal(5, _commands.GuestGetMemoryBlocks().Value!.Count);
    }

    [Fact]
    public void Says_why_it_cannot_list()
    {
        string file = $"{_root}/block_size_bytes";
        Assert.Equal(QapiError.Generic($"Can't open directory\"{file}/\": Not a directory"), new MemoryCommands(file).GuestGetMemoryBlocks().Error);
        Assert.Equal(QapiError.Generic("guest reported zero memory blocks!"), new MemoryCommands($"{_root}/power").GuestGetMemoryBlocks().Error);

        File.WriteAllText($"{_root}/memory10/removable", "");
        Assert.Equal(QapiError.Generic("pread sysfs file \"removable\": unexpected EOF"), _commands.GuestGetMemoryBlocks().Error);
        File.Delete($"{_root}/memory10/state");
        Directory.CreateDirectory($"{_root}/memory10/state");
        Assert.Equal(QapiError.Generic("pread sysfs file \"state\": Is a directory"), _commands.GuestGetMemoryBlocks().Error);
        Directory.Delete($"{_root}/memory10/state");
        File.CreateSymbolicLink($"{_root}/memory10/state", "state");
        Assert.Equal(QapiError.Generic("open sysfs file \"state\": Too many levels of symbolic links"), _commands.GuestGetMemoryBlocks().Error);
    }

    [Fact]
    public void Switches_what_differs_and_answers_for_each()
    {
        Assert.Equal(
            [
                (10UL, GuestMemoryBlockResponseType.Success, null),
                (0, GuestMemoryBlockResponseType.Success, null),
                (99, GuestMemoryBlockResponseType.NotFound, Enoent),
                (32, GuestMemoryBlockResponseType.Success, null),
                (7, GuestMemoryBlockResponseType.OperationNotSupported, Enoent),
            ],
            Set(_commands, (10, false), (0, true), (99, true), (32, true), (7, false)));
        Assert.Equal("offline", State("10"));
        Assert.Equal("online\n", State("0"));
        Assert.StartsWith("online", State("32"), StringComparison.Ordinal);
        Assert.Empty(Set(_commands));
    }

    [Fact]
    public void A_block_that_cannot_be_switched_is_online_as_is_listed() =>
        Assert.Equal([(7UL, GuestMemoryBlockResponseType.Success, null)], Set(_commands, (7, true)));

    [Fact]
    public void What_fails_has_the_number_of_the_error()
    {
        File.Delete($"{_root}/memory10/state");
        Directory.CreateDirectory($"{_root}/memory10/state");
        File.WriteAllText($"{_root}/memory5", "");
        Assert.Equal(
            [(10UL, GuestMemoryBlockResponseType.OperationFailed, Eisdir), (5, GuestMemoryBlockResponseType.OperationFailed, Enotdir)],
            Set(_commands, (10, false), (5, true)));

        // The kernel refuses in write(2) a word that it does not take, as it refuses a block that it cannot empty.
        File.Delete($"{_root}/memory32/state");
        File.CreateSymbolicLink($"{_root}/memory32/state", "/proc/self/oom_score_adj");
        Assert.Equal([(32UL, GuestMemoryBlockResponseType.OperationFailed, Einval)], Set(_commands, (32, true)));
    }

    [Fact]
    public void Tells_a_kernel_that_cannot_switch_from_a_folder_that_cannot_be_read()
    {
        Assert.Equal([(0UL, GuestMemoryBlockResponseType.OperationNotSupported, Enoent)], Set(Without(), (0, true)));
        MemoryCommands unreadable = new($"{_root}/block_size_bytes/memory");
        Assert.Equal([(0UL, GuestMemoryBlockResponseType.OperationFailed, Enotdir)], Set(unreadable, (0, true)));
    }

    [Fact]
    public void Reads_the_size_of_a_block()
    {
        Assert.Equal(134217728UL, _commands.GuestGetMemoryBlockInfo().Value!.Size);
        Assert.Equal(QapiError.Generic($"open(\"{_root}/none/\"): No such file or directory"), Without().GuestGetMemoryBlockInfo().Error);
        MemoryCommands empty = new($"{_root}/power");
        Assert.Equal(QapiError.Generic("open sysfs file \"block_size_bytes\": No such file or directory"), empty.GuestGetMemoryBlockInfo().Error);
        File.WriteAllText($"{_root}/block_size_bytes", "\n");
        Assert.Equal(QapiError.Generic("sysfs file \"block_size_bytes\" does not hold a number"), _commands.GuestGetMemoryBlockInfo().Error);
    }

    private static IEnumerable<(ulong, GuestMemoryBlockResponseType, int?)> Set(MemoryCommands commands, params (ulong Number, bool Online)[] wanted)
    {
        GuestSetMemoryBlocksArguments arguments = new()
        {
            MemBlks = [.. wanted.Select(one => new GuestMemoryBlock { PhysIndex = one.Number, Online = one.Online })],
        };
        return commands.GuestSetMemoryBlocks(arguments).Value!.Select(response => (response.PhysIndex, response.Response, (int?)response.ErrorCode));
    }

    private MemoryCommands Without() => new($"{_root}/none");

    private string State(string number) => File.ReadAllText($"{_root}/memory{number}/state")[..7];

    private void AddBlock(string number, string? state, string? removable)
    {
        string folder = Directory.CreateDirectory($"{_root}/memory{number}").FullName;
        if (state is not null)
        {
            File.WriteAllText($"{folder}/state", state);
        }

        if (removable is not null)
        {
            File.WriteAllText($"{folder}/removable", removable);
        }
    }
}
