namespace Qga.Client.Tests.Libvirt;

/// <summary>What libvirt's errors say of a command: code, text, time and state as they are in libvirt 9.0 and 11.2.</summary>
public sealed class LibvirtFailureTests
{
    private const string Refused = "internal error: unable to execute QEMU agent command 'guest-own': ";
    private const string Silent = "Guest agent is not responding: Guest agent not available for now";

    [Theory]
    [InlineData("handle '1' has not been found", "GuestAgentRefusedException", "GenericError")]
    [InlineData("cannot open: 'x': y", "GuestAgentRefusedException", "GenericError")]
    [InlineData("The command guest-own has not been found", "GuestCommandUnknownException", "CommandNotFound")]
    [InlineData("The command guest-own has been disabled for this instance", "GuestCommandBlockedException", "CommandNotFound")]
    [InlineData("Command guest-own has been disabled: the command is not allowed", "GuestCommandBlockedException", "CommandNotFound")]
    public void Error_of_the_agent_is_taken_out_of_libvirts(string text, string kind, string errorClass)
    {
        foreach (int code in (int[])[1, 113])
        {
            foreach (bool isAnswered in (bool[])[true, false])
            {
                GuestAgentRefusedException refusal = Assert.IsAssignableFrom<GuestAgentRefusedException>(Explain(code, Refused + text, isAnswered: isAnswered));
                Assert.Equal((kind, errorClass, text), (refusal.GetType().Name, refusal.ErrorClass, refusal.Message));
            }
        }
    }

    [Theory]
    [InlineData(1, "internal error: unable to execute QEMU agent command 'guest-own'", "GuestAgentReplyException")]
    [InlineData(1, "internal error: Missing agent reply object", "GuestConnectionLostException")]
    [InlineData(42, "Domain not found", "GuestNotFoundException")]
    [InlineData(68, "Timed out during operation: cannot acquire state change lock (held by agent=x)", "GuestAgentSilentException")]
    [InlineData(3, "this function is not supported by the connection driver", "GuestUnreachableException")]
    [InlineData(74, "argument unsupported: QEMU guest agent is not configured", "GuestSocketNotFoundException")]
    [InlineData(88, "access denied", "GuestConnectionRefusedException")]
    [InlineData(97, "guest agent replied with wrong id to guest-sync command", "GuestAgentSilentException")]
    [InlineData(39, "Unable to encode message payload", "GuestConnectionLostException")]
    [InlineData(86, "Guest agent is not responding: QEMU guest agent is not connected", "GuestAgentNotRunningException")]
    [InlineData(86, "Guest agent is not responding: QEMU guest agent is not available due to an error", "GuestUnreachableException")]
    public void Code_and_text_say_how_far_a_command_came(int code, string text, string kind) => Assert.Equal(kind, Explain(code, text)?.GetType().Name);

    [Theory]
    [InlineData(86, Silent, 5, "GuestAgentSilentException", "GuestAgentSilentException")] // 5 of 30 seconds: at synchronizing
    [InlineData(86, Silent, 30, "GuestAgentTimeoutException", null)]
    [InlineData(86, Silent, 35, "GuestAgentTimeoutException", null)]
    [InlineData(86, "Gastagent antwortet nicht", 5, "GuestAgentSilentException", "GuestAgentSilentException")]
    [InlineData(86, "Gastagent antwortet nicht", 0, "GuestConnectionLostException", null)]
    [InlineData(86, "guest agent didn't respond to synchronization within '5' seconds", 5, "GuestAgentSilentException", "GuestAgentSilentException")]
    [InlineData(112, "guest agent didn't respond to command within '30' seconds", 30, "GuestAgentTimeoutException", null)]
    [InlineData(86, "Guest agent is not responding: Guest agent disappeared while executing command", 3, "GuestConnectionLostException", null)]
    public void Time_tells_a_silence_before_the_command_from_one_after_it(int code, string text, int elapsed, string answered, string? unanswered)
    {
        Assert.Equal(answered, Explain(code, text, elapsed)?.GetType().Name);
        Assert.Equal(unanswered, Explain(code, text, elapsed, isAnswered: false)?.GetType().Name);
    }

    [Fact]
    public void Connection_that_ends_is_a_loss_and_the_end_of_a_shutdown()
    {
        Assert.IsType<GuestConnectionLostException>(Explain(38, "End of file while reading data", isEnded: true));
        Assert.Null(Explain(38, "End of file while reading data", isAnswered: false, isEnded: true));
    }

    [Fact]
    public void Silence_of_a_command_that_may_take_any_time_is_one_at_synchronizing() =>
        Assert.IsType<GuestAgentSilentException>(Explain(86, Silent, elapsed: 5, seconds: -2));

    [Theory]
    [InlineData(3, "the guest guest is paused")]
    [InlineData(5, "the guest guest is shut off")]
    [InlineData(6, "the guest guest has crashed")]
    [InlineData(7, "the guest guest sleeps")]
    [InlineData(1, "libvirt cannot reach the agent of guest: domain is not running")]
    public void State_of_the_domain_says_why(int state, string message)
    {
        LinkRequest request = new("guest-own", default, TimeSpan.FromSeconds(30));
        LibvirtReply reply = new(null, new((LibvirtErrorCode)55, "domain is not running"), default, (LibvirtGuestState)state);
        Assert.Equal(message, Assert.IsType<GuestUnreachableException>(new LibvirtFailure("guest", request, 30).Explain(reply)).Message);
    }

    private static GuestAgentException? Explain(int code, string text, int elapsed = 0, bool isAnswered = true, bool isEnded = false, int seconds = 30) =>
        new LibvirtFailure("guest", new LinkRequest("guest-own", default, TimeSpan.FromSeconds(30), isAnswered), seconds).Explain(
            new(null, new((LibvirtErrorCode)code, text), TimeSpan.FromSeconds(elapsed), null, isEnded));
}
