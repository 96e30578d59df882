namespace Qga.Conformance.Starvation;

/// <summary>A getent that answers nothing before a time is over, so that whoever looks up a user keeps a thread until then.</summary>
/// <param name="folder">Where it is put.</param>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
internal sealed class HangingHelper(TemporaryFolder folder)
{
    /// <summary>A command that does nothing but look up a user whom nobody has.</summary>
    public const string Command = "guest-ssh-get-authorized-keys";

    /// <summary>The object of its arguments.</summary>
    public const string Arguments = """{"username": "qga-nobody"}""";

    /// <summary>What a shell does first so that the agent calls it.</summary>
    public string Preparation()
    {
        Directory.CreateDirectory(folder.File("bin"));
        File.WriteAllText(folder.File("bin/getent"), "#!/bin/sh\nexec sleep 30\n");
        File.SetUnixFileMode(folder.File("bin/getent"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return "PATH=$FOLDER/bin:$PATH";
    }
}
