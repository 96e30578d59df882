using System.Runtime.Versioning;
using System.Text;
using Qga.Linux.Interop;
using Qga.Linux.Processes;

namespace Qga.Linux.Tests.Processes;

[SupportedOSPlatform("linux")]
public sealed class ProgramFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("qga-").FullName;

    [Fact]
    public void A_name_is_looked_for_and_links_are_followed()
    {
        File.CreateSymbolicLink($"{_folder}/link", "/bin/true");

        Assert.Equal(default, ProgramFile.Resolve("true", out string byName));
        Assert.Equal(default, ProgramFile.Resolve($"{_folder}/link", out string byLink));
        Assert.Equal(byName, byLink);
        Assert.EndsWith("/true", byName, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_program_is_none()
    {
        File.WriteAllText($"{_folder}/text", "");
        Assert.Equal(Errno.ENOENT, ProgramFile.Resolve("no-program-of-this-name", out _));
        Assert.Equal(Errno.EACCES, ProgramFile.Resolve($"{_folder}/text", out _));
        Assert.Equal(Errno.ENOENT, ProgramFile.Resolve("", out _));
    }

    [Fact]
    public void A_given_file_is_run_under_the_name_that_is_given()
    {
        string script = $"{_folder}/script";
        File.WriteAllText(script, "#!/bin/sh\nexit 7\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using NativeStrings arguments = new(1, 4);
        "none"u8.CopyTo(arguments.Add(4));
        using SafeDescriptor child = new();

        Assert.Equal(default, ChildProcess.Start(new(arguments) { File = Encoding.UTF8.GetBytes(script) }, child, out _));
        Assert.Equal(default, Libc.WaitFor(child, out ChildInfo end));
        Assert.Equal(7, end.Status);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
