namespace Qga.Agent.Configuration;

/// <summary>What <c>--help</c> prints.</summary>
internal static class Usage
{
    /// <summary>The text.</summary>
    /// <param name="program">The program's name as it was called.</param>
    /// <param name="version">The agent's version.</param>
    /// <returns>The text with its final newline.</returns>
    public static string Text(string program, string version) =>
        $"""
        Usage: {program} [OPTION]...
        QEMU Guest Agent {version}: lets the host inspect and control this guest.

        Channel
          -m, --method=METHOD      virtio-serial (default), isa-serial, unix-listen or vsock-listen
          -p, --path=ADDRESS       device, socket or CID:PORT of the channel; without it
                                     virtio-serial: {DefaultPaths.VirtioPort}
                                     isa-serial:    {DefaultPaths.SerialPort}
          -r, --retry-path         wait for a device that is not there; open the channel again,
                                   every 5 seconds, when it cannot be opened or breaks
              --vsock-any-cid      vsock-listen: serve every peer, not only the host

        What the host may do
          -b, --block-rpcs=LIST    commands that may not run, separated by commas; 'help' lists all
          -a, --allow-rpcs=LIST    the only commands that may run; a blocked one stays blocked
          -F, --fsfreeze-hook[=PROGRAM]
                                   run PROGRAM with 'freeze' before a freeze and 'thaw' after the
                                   thaw; joined: -F/path (default {DefaultPaths.FsfreezeHook})

        Running
          -c, --config=FILE        configuration file (default {DefaultPaths.ConfigurationFile},
                                   or what the environment's QGA_CONF names)
          -t, --statedir=FOLDER    folder of the state files (default {DefaultPaths.StateDirectory})
          -l, --logfile=FILE       append the log to FILE instead of standard error
          -v, --verbose            log everything, not only errors
          -d, --daemonize          go to the background
          -f, --pidfile=FILE       with -d: file for the process id (default {DefaultPaths.PidFile})

          -D, --dump-conf          print the effective configuration as a configuration file
              --explain-policy [REQUEST]...
                                   print what hosts may do; of a request (JSON, or a command's
                                   name) print whether it is permitted, and by which rule
              --check-config       print what is wrong with the configuration; status 1 if anything is
              --self-test[=json]   print what in this guest keeps the agent or a command from working;
                                   status 1: a command, 2: the agent
          -V, --version            print the version
          -h, --help               print this text

        """;
}
