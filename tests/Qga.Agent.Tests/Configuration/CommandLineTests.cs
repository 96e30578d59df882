using System.Text;
using Qga.Agent.Configuration;

namespace Qga.Agent.Tests.Configuration;

/// <summary>
/// The outcomes were taken from the original, release 11.1.3, called with the same words; the order in which it names what an ambiguous one
/// may mean, from 7.2.
/// </summary>
public class CommandLineTests
{
    private const string Defaults = """
        [general]
        daemon=false
        method=virtio-serial
        path=/dev/virtio-ports/org.qemu.guest_agent.0
        pidfile=/var/run/qemu-ga.pid
        statedir=/var/run
        verbose=false
        retry-path=false
        block-rpcs=
        allow-rpcs=

        """;

    [Theory]
    [InlineData("-D", "")]
    [InlineData("--du", "")]
    [InlineData("-D foo bar -- -v", "")]
    [InlineData("-D -- --version", "")]
    [InlineData("-s foo -D", "")]
    [InlineData("-D --m=unix-listen --pa=/x", "method=unix-listen|path=/x")]
    [InlineData("-Dm isa-serial", "method=isa-serial|path=/dev/ttyS0")]
    [InlineData("-D -vdr -p/x -t /st", "daemon=true|path=/x|statedir=/st|verbose=true|retry-path=true")]
    [InlineData("-D --re", "retry-path=true")]
    [InlineData("-D -b a,b -b c -a x,y -a z", "block-rpcs=b,a,c|allow-rpcs=y,x,z")]
    [InlineData("-D -b a;b -b ", "block-rpcs=a;b")]
    [InlineData("-D -b a,,b", "block-rpcs=b,,a")]
    [InlineData("-D -f /x.pid", "pidfile=/x.pid")]
    public void Dump_shows_the_effective_settings(string words, string changed)
    {
        CommandLineResult result = Parse(words.Split(' '));

        Assert.Null(result.Settings);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.Complaint);
        Assert.Equal(With(changed), result.Output);
    }

    [Theory]
    [InlineData("-F", "/etc/qemu/fsfreeze-hook")]
    [InlineData("-F/hk", "/hk")]
    [InlineData("-F=", "=")]
    [InlineData("--fsfreeze-hook", "/etc/qemu/fsfreeze-hook")]
    [InlineData("--fsfreeze-hook=/hk", "/hk")]
    [InlineData("--fsfreeze-hook=", "")]
    [InlineData("-F /hk", "/etc/qemu/fsfreeze-hook")]
    public void The_hook_takes_only_a_joined_value(string words, string hook)
    {
        CommandLineResult result = Parse(words.Split(' '));

        Assert.Equal(hook, result.Settings?.FsfreezeHook);
    }

    [Theory]
    [InlineData("-x", "invalid option -- 'x'")]
    [InlineData("-vx", "invalid option -- 'x'")]
    [InlineData("--bogus", "unrecognized option '--bogus'")]
    [InlineData("--bogus=1", "unrecognized option '--bogus=1'")]
    [InlineData("--service foo", "unrecognized option '--service'")]
    [InlineData("--verbose=1", "option '--verbose' doesn't allow an argument")]
    [InlineData("-p", "option requires an argument -- 'p'")]
    [InlineData("--me", "option '--method' requires an argument")]
    [InlineData("--block", "option '--block-rpcs' requires an argument")]
    [InlineData("--p x", "option '--p' is ambiguous; possibilities: '--pidfile' '--path'")]
    [InlineData("--d=1", "option '--d=1' is ambiguous; possibilities: '--dump-conf' '--daemonize'")]
    public void A_bad_option_is_named_and_ends_the_start(string words, string complaint)
    {
        CommandLineResult result = Parse(words.Split(' '));

        Assert.Null(result.Settings);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal($"qemu-ga: {complaint}\n", result.Complaint);
        Assert.Equal("Unknown option, try 'qemu-ga --help' for more information.\n", result.Output);
    }

    [Theory]
    [InlineData("-D -m unix-listen")]
    [InlineData("-m vsock-listen")]
    [InlineData("-m foo")]
    public void A_method_without_default_needs_an_address(string words)
    {
        CommandLineResult result = Parse(words.Split(' '));

        Assert.Equal((1, "qemu-ga: must specify a path for this channel\n"), (result.ExitCode, result.Complaint));
    }

    [Theory]
    [InlineData("-V", "QEMU Guest Agent 1.2.3\n")]
    [InlineData("-v --version -D", "QEMU Guest Agent 1.2.3\n")]
    [InlineData("-b help", "guest-sync\nguest-ping\n")]
    [InlineData("-a ?", "guest-sync\nguest-ping\n")]
    public void Questions_are_answered_at_once_even_if_the_file_is_broken(string words, string answer)
    {
        CommandLineResult result = Parse(words.Split(' '), file: "broken");

        Assert.Equal((0, answer), (result.ExitCode, result.Output));
    }

    [Theory]
    [InlineData("-h")]
    [InlineData("--help -d")]
    public void The_help_names_every_option_and_the_files_as_they_are(string words)
    {
        CommandLineResult result = Parse(words.Split(' '), file: "broken");

        Assert.Equal(0, result.ExitCode);
        string[] texts =
        [
            "-m, --method", "-p, --path", "-l, --logfile", "-f, --pidfile", "-F, --fsfreeze-hook", "-t, --statedir", "-v, --verbose", "-V, --version",
            "-d, --daemonize", "-b, --block-rpcs", "-a, --allow-rpcs", "-D, --dump-conf", "--explain-policy", "-r, --retry-path", "-c, --config", "-h, --help",
            "--check-config", "--self-test", "--vsock-any-cid",
            "(default /etc/qemu/qemu-ga.conf,", "(default /var/run/qemu-ga.pid)",
        ];
        foreach (string text in texts)
        {
            Assert.Contains(text, result.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_file_comes_first_the_command_line_wins_and_the_lists_add_up()
    {
        CommandLineResult result = Parse(
            ["-m", "isa-serial", "-b", "c", "-D"],
            file: "[general]\nmethod=unix-listen\npath=/a\nverbose=true\nblock-rpcs=a,b\n");

        Assert.Equal(With("method=isa-serial|path=/a|verbose=true|block-rpcs=b,a,c"), result.Output);
    }

    [Fact]
    public void A_missing_file_matters_only_where_the_command_line_names_it()
    {
        CommandLineResult silent = Parse(["-D"], file: null, environment: "/none");
        CommandLineResult named = Parse(["-D", "-c", "/none"], file: null);

        Assert.Equal(Defaults, silent.Output);
        Assert.Equal(
            (1, "qemu-ga: error loading configuration from path: /none, No such file or directory\n"), (named.ExitCode, named.Complaint));
    }

    [Fact]
    public void What_is_dumped_reads_back_as_the_same_settings()
    {
        string odd = Parse(["-D", "-p", "x y\\z\t", "-l", " \tlead\n"]).Output;

        Assert.Contains("path=x y\\\\z\t\n", odd, StringComparison.Ordinal);
        Assert.Contains("logfile=\\s\\tlead\\n\n", odd, StringComparison.Ordinal);
        AgentSettings? settings = ConfigurationFile.Read(Encoding.UTF8.GetBytes(odd), out string? error);
        Assert.Null(error);
        Assert.Equal(("x y\\z\t", " \tlead\n"), (settings?.Path, settings?.LogFile));
    }

    [Theory]
    [InlineData("--explain-policy", "")]
    [InlineData("--explain-policy a b", "a|b")]
    [InlineData("a --explain-policy=b -v c -- -d", "b|a|c|-d")]
    [InlineData("--explain-policy a -D -m unix-listen", "a")]
    public void Whoever_wants_the_policy_explained_gives_requests_as_words(string words, string requests)
    {
        CommandLineResult result = Parse(words.Split(' '));

        Assert.Equal(requests.Split('|', StringSplitOptions.RemoveEmptyEntries).Order(), result.Explain?.Order());
        Assert.NotNull(result.Settings);
        Assert.False(result.Settings.Daemonize);
    }

    [Fact]
    public void Nobody_else_has_anything_explained() => Assert.Null(Parse(["a", "-v"]).Explain);

    [Fact]
    public void Times_are_seconds_and_are_dumped_where_they_are_not_the_usual_ones()
    {
        const string Times =
            "freeze-limit=30\nfreeze-timeout=0\nfreeze-exclude=/scratch,vfat\ncommand-timeout=5\nslow-command-timeout=86400\nwatchdog-timeout=0\n";
        AgentSettings? settings = ConfigurationFile.Read(Encoding.UTF8.GetBytes($"[general]\n{Times}"), out _);

        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.Zero), (settings?.FreezeLimit, settings?.FreezeTimeout));
        Assert.Equal(["/scratch", "vfat"], settings?.FreezeExclude);
        Assert.Equal(TimeSpan.FromSeconds(5), settings?.CommandTimeout);
        Assert.Equal(TimeSpan.FromDays(1), settings?.SlowCommandTimeout);
        Assert.Equal(TimeSpan.Zero, settings?.WatchdogTimeout);
        Assert.EndsWith(Times, ConfigurationFile.Dump(settings!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("command-timeout=0", "command-timeout must be a number of seconds from 1 to 86400 (line 2)")]
    [InlineData("slow-command-timeout=86401", "slow-command-timeout must be a number of seconds from 1 to 86400 (line 2)")]
    [InlineData("watchdog-timeout=86401", "watchdog-timeout must be a number of seconds from 0 to 86400 (line 2)")]
    [InlineData("command-timeout=-1", "Key file contains key “command-timeout” which has a value that cannot be interpreted. (line 2)")]
    [InlineData("command-timeout=1m", "Key file contains key “command-timeout” which has a value that cannot be interpreted. (line 2)")]
    public void A_time_that_is_none_is_refused(string line, string expected)
    {
        Assert.Null(ConfigurationFile.Read(Encoding.UTF8.GetBytes($"[general]\n{line}\n"), out string? error));
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("--blacklist guest-exec,guest-info")]
    [InlineData("--blacklist=guest-exec,guest-info")]
    [InlineData("--block_rpcs guest-exec,guest-info")]
    public void An_old_name_of_an_option_blocks_as_well(string words)
    {
        CommandLineResult result = Parse(words.Split(' '));

        Assert.Equal(["guest-exec", "guest-info"], Assert.Single(result.Settings!.BlockedCommands));
        Assert.Equal(["an old name of '--block-rpcs' is used"], result.Warnings);
    }

    [Fact]
    public void An_old_name_of_a_list_lists_the_commands_too() => Assert.Equal("guest-sync\nguest-ping\n", Parse(["--blacklist", "?"]).Output);

    [Theory]
    [InlineData("-b guest-ping,guest-exce,exec -v", "'--block-rpcs' names what is no command: 'guest-exce', 'exec'")]
    [InlineData("-a guest-ping;guest-info", "'--allow-rpcs' names what is no command: 'guest-ping;guest-info'")]
    [InlineData("-D -b x", "'--block-rpcs' names what is no command: 'x'")]
    [InlineData("-m unix-listen -b x", "'--block-rpcs' names what is no command: 'x'")]
    [InlineData("--explain-policy -b x", "'--block-rpcs' names what is no command: 'x'")]
    [InlineData("--self-test -b x", "'--block-rpcs' names what is no command: 'x'")]
    public void A_name_in_a_list_that_no_command_has_is_told(string words, string warning) => Assert.Equal([warning], Parse(words.Split(' ')).Warnings);

    [Fact]
    public void What_the_file_means_by_nothing_is_told_with_its_line()
    {
        CommandLineResult result = Parse(["-c", "/x.conf"], file: "[general]\ndaemonize=true\nblock-rpcs=guest-exce\n");

        Assert.Equal(
            ["/x.conf:3: 'block-rpcs' names what is no command: 'guest-exce'", "/x.conf:2: [general] has no key 'daemonize'"],
            result.Warnings);
        Assert.False(result.Settings!.Daemonize);
    }

    [Theory]
    [InlineData("[general]\nverbose=true\n", "/x.conf: no problems\n", 0)]
    [InlineData("[general]\nfsfreeze_hook=/x\n[genral]\n", "/x.conf:2: [general] has no key 'fsfreeze_hook'\n/x.conf:3: there is no group [genral]\n", 1)]
    [InlineData(
        "[general]\ndaemon=maybe\nfreeze-limit=0\nblacklist=x\n[policy]\nreads=/\n",
        "/x.conf:2: Key file contains key “daemon” which has a value that cannot be interpreted.\n"
        + "/x.conf:3: freeze-limit must be a number of seconds from 1 to 86400\n"
        + "/x.conf:6: [policy] has no key 'reads'\n/x.conf:5: [policy] has no 'presets'\n"
        + "/x.conf:4: 'blacklist' is an old name of 'block-rpcs'\n/x.conf:4: 'blacklist' names what is no command: 'x'\n",
        1)]
    [InlineData("bad\n", "/x.conf:1: Key file contains line “bad” which is not a key-value pair, group, or comment\n", 1)]
    [InlineData("[general]\nmethod=unix-listen\n", "qemu-ga: must specify a path for this channel\n", 1)]
    [InlineData("[general]\nmethod=pigeon\npath=/x\n", "unsupported channel method/type: pigeon\n", 1)]
    [InlineData(null, "/x.conf: No such file or directory\n", 1)]
    public void A_check_of_the_configuration_tells_every_problem(string? file, string expected, int status)
    {
        CommandLineResult result = Parse(["--check-config", "-c", "/x.conf"], file);

        Assert.Null(result.Settings);
        Assert.Equal((expected, "", status), (result.Output, result.Complaint, result.ExitCode));
    }

    [Fact]
    public void A_check_looks_at_the_command_line_too_and_at_a_file_that_need_not_be_there()
    {
        Assert.Equal("/etc/qemu/qemu-ga.conf is not there; the defaults hold\n", Parse(["--check-config"], file: null).Output);
        Assert.Equal("'--block-rpcs' names what is no command: 'x'\n", Parse(["--check-config", "-b", "x"]).Output);
    }

    [Theory]
    [InlineData("--self-test", "text")]
    [InlineData("--self-test=json", "json")]
    public void A_self_test_goes_on_without_a_configuration(string words, string form)
    {
        CommandLineResult result = Parse(words.Split(' '), file: "broken");

        Assert.Equal(form, result.SelfTest);
        Assert.NotNull(result.Settings);
        Assert.Contains("“broken” which is not a key-value pair", result.ConfigurationError, StringComparison.Ordinal);
    }

    [Fact]
    public void A_self_test_has_two_forms()
    {
        CommandLineResult result = Parse(["--self-test=xml"]);

        Assert.Equal((1, "qemu-ga: --self-test prints text or json, not 'xml'\n"), (result.ExitCode, result.Complaint));
    }

    private static string With(string changed)
    {
        string text = Defaults;
        foreach (string line in changed.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            string key = line[..(line.IndexOf('=', StringComparison.Ordinal) + 1)];
            text = string.Join('\n', text.Split('\n').Select(old => old.StartsWith(key, StringComparison.Ordinal) ? line : old));
        }

        return text;
    }

    private static CommandLineResult Parse(string[] words, string? file = "", string? environment = null) => CommandLine.Parse(
        words,
        new(
            "qemu-ga",
            "1.2.3",
            ["guest-sync", "guest-ping"],
            environment,
            _ => file is null ? new(null, "No such file or directory", isMissing: true) : new(Encoding.UTF8.GetBytes(file))));
}
