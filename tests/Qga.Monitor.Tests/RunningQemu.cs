using System.Diagnostics;

namespace Qga.Monitor.Tests;

/// <summary>
/// A QEMU whose machine has no guest: its processors have not been started, and it shows nothing. It is up in a tenth of a second.
/// </summary>
internal sealed class RunningQemu : IAsyncDisposable
{
    private const string Program = "/usr/bin/qemu-system-x86_64";

    private readonly DirectoryInfo _folder;
    private readonly Process _process;

    private RunningQemu(DirectoryInfo folder, Process process) => (_folder, _process) = (folder, process);

    /// <summary>The monitor's socket.</summary>
    public string Socket => File("qmp.sock");

    public MonitorClient Client { get; private set; } = null!;

    /// <summary>Starts one, and connects. Skips the test where there is no QEMU.</summary>
    /// <param name="options">Further options; <c>$</c> stands for a folder of this QEMU's own.</param>
    public static async Task<RunningQemu> StartAsync(params string[] options)
    {
        Assert.SkipUnless(System.IO.File.Exists(Program), $"{Program}: no such executable");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("qga-");
        string[] all = ["-accel", "tcg", "-nodefaults", "-display", "none", "-S", "-qmp", "unix:$/qmp.sock,server=on,wait=off", .. options];
        ProcessStartInfo start = new(Program, all.Select(option => option.Replace("$", folder.FullName, StringComparison.Ordinal)))
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        RunningQemu qemu = new(folder, Process.Start(start)!);
        try
        {
            qemu.Client = await qemu.ConnectAsync();
            return qemu;
        }
        catch
        {
            await qemu.DisposeAsync();
            throw;
        }
    }

    /// <summary>A file in the folder of this QEMU's own.</summary>
    public string File(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Waits until QEMU has ended by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (Client is not null)
        {
            await Client.DisposeAsync();
        }

        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    // The socket exists a moment after the process, and a moment before QEMU listens.
    private async Task<MonitorClient> ConnectAsync()
    {
        while (true)
        {
            try
            {
                return await MonitorClient.ConnectAsync(Socket, cancellationToken: TestContext.Current.CancellationToken);
            }
            catch (MonitorUnreachableException)
            {
                Assert.False(_process.HasExited, _process.HasExited ? await _process.StandardError.ReadToEndAsync() : "");
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }
        }
    }
}
