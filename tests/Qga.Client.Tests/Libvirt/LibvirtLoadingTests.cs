using System.Diagnostics;

namespace Qga.Client.Tests.Libvirt;

/// <summary>Whether libvirt is loaded: in a process of its own, as other tests of this one use it.</summary>
public sealed class LibvirtLoadingTests
{
    [Fact]
    public async Task Library_is_loaded_with_the_first_use_and_not_before()
    {
        LibvirtDaemon.SkipIfMissing();
        string[] words = ["-explicit", "only", "-method", $"{typeof(LibvirtLoadingTests).FullName}.{nameof(Child)}"];
        using Process child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, words)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> error = child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(child.ExitCode == 0, output + await error);
        Assert.Contains("total: 1", output, StringComparison.OrdinalIgnoreCase);

        // libvirt's own messages go to the standard error output unless they are turned off.
        Assert.DoesNotContain("libvirt:", await error, StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public async Task Child()
    {
        await using GuestAgentClient client = new(GuestAddress.Parse("libvirt:any@qemu:///session?socket=/nonexistent/socket"));
        await using GuestAgentClient other = new(GuestAddress.Parse("/nonexistent/socket"));
        await Assert.ThrowsAsync<GuestSocketNotFoundException>(() => other.GuestPingAsync(TestContext.Current.CancellationToken));
        Assert.False(IsLoaded());
        await Assert.ThrowsAnyAsync<GuestUnreachableException>(() => client.GuestPingAsync(TestContext.Current.CancellationToken));
        Assert.True(IsLoaded());
    }

    private static bool IsLoaded() => File.ReadAllText("/proc/self/maps").Contains("libvirt.so", StringComparison.Ordinal);
}
