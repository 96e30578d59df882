using System.Text;

namespace Qga.Linux.Tests;

public sealed class AccessDenialsTests
{
    private const string Shadow =
        "type=AVC msg=audit(1700000000.123:456): avc:  denied  { read open } for  pid=812 comm=\"qemu-ga\" name=\"shadow\" dev=\"vda1\" ino=5 "
        + "scontext=system_u:system_r:virt_qemu_ga_t:s0 tcontext=system_u:object_r:shadow_t:s0 tclass=file permissive=0\n";

    [Fact]
    public void A_refusal_is_told_once_with_what_it_was_for()
    {
        Assert.Equal(["read open of file \"shadow\" (system_u:object_r:shadow_t:s0)"], Collect(Shadow + Shadow));
    }

    [Fact]
    public void A_record_of_the_kernels_log_is_understood()
    {
        Assert.Equal(
            ["ioctl of chr_file (system_u:object_r:clock_device_t:s0)"],
            Collect("5,1234,5678,-;audit: type=1400 audit(1.2:3): avc:  denied  { ioctl } for  pid=8 comm=\"qemu-ga\" "
                + "tcontext=system_u:object_r:clock_device_t:s0 tclass=chr_file\n"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("avc:  denied  { read")]
    [InlineData("avc:  denied  { read } for comm=\"sshd\" tclass=file\n")]
    [InlineData("avc:  granted  { read } for comm=\"qemu-ga\" tclass=file\n")]
    [InlineData("comm=\"qemu-ga\" }\n")]
    public void Other_lines_mean_nothing(string log) => Assert.Empty(Collect(log));

    private static List<string> Collect(string log)
    {
        List<string> denials = [];
        AccessDenials.Collect(Encoding.UTF8.GetBytes(log), "qemu-ga"u8, denials);
        return denials;
    }
}
