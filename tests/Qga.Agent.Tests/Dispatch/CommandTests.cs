using Qga.Agent.Generated;

namespace Qga.Agent.Tests.Dispatch;

/// <summary>The generated commands, of all platforms in one list.</summary>
public sealed class CommandTests
{
    [Fact]
    public void Each_is_found_by_its_name_and_stands_at_its_number()
    {
        for (int number = 0; number < Command.All.Length; number++)
        {
            Command command = Command.All[number];
            Assert.Equal(number, command.Number);
            Assert.Same(command, Command.Find(System.Text.Encoding.ASCII.GetBytes(command.Name)));
        }

        Assert.Null(Command.Find("guest-pong"u8));
    }

    [Fact]
    public void Features_are_told()
    {
        Command sync = Command.Find("guest-sync-delimited"u8)!;
        Command trim = Command.Find("guest-fstrim"u8)!;
        Assert.Equal((true, true, false), (sync.Sentinel, sync.Immediate, sync.Slow));
        Assert.Equal((false, false, true), (trim.Sentinel, trim.Immediate, trim.Slow));
        Assert.False(Command.Find("guest-shutdown"u8)!.SuccessResponse);
    }

    [Fact]
    public void A_system_has_the_commands_that_the_schema_declares_for_it()
    {
        Command devices = Command.Find("guest-get-devices"u8)!;
        Command load = Command.Find("guest-get-load"u8)!;
        Command stats = Command.Find("guest-get-cpustats"u8)!;
        Command ping = Command.Find("guest-ping"u8)!;

        Assert.Equal([false, false, false, true], Declared(Symbols.None));
        Assert.Equal([false, true, true, true], Declared(Symbols.ConfigLinux));
        Assert.Equal([true, true, false, true], Declared(Symbols.ConfigWin32));
        Assert.Equal(Command.All.Length - 1, Command.DeclaredFor(Symbols.ConfigLinux).Length);
        Assert.DoesNotContain(devices, Command.DeclaredFor(Symbols.ConfigLinux));

        bool[] Declared(Symbols symbols) => [.. new[] { devices, load, stats, ping }.Select(command => command.IsDeclaredFor(symbols))];
    }

    [Fact]
    public void A_family_that_nobody_implements_answers_that_it_is_not_supported()
    {
        Assert.Equal("this feature or command is not currently supported", new UnsupportedDevicesCommands().GuestGetDevices().Error?.Description);
        Assert.Equal("GenericError", new UnsupportedSyncCommands().GuestPing().Error?.Class);
        Assert.Equal("this feature or command is not currently supported", new PartlySupported().GuestSync(default).Error?.Description);
        Assert.Null(new PartlySupported().GuestPing().Error);
    }

    private sealed class PartlySupported : UnsupportedSyncCommands
    {
        public override Qapi.Runtime.Errors.CommandResult GuestPing() => Qapi.Runtime.Errors.CommandResult.Success;
    }
}
