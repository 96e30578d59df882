using Qga.Agent.Linux.Channels;
using Qga.Agent.Policy;
using Qga.Agent.Sessions;

namespace Qga.Agent.Linux.Tests.Channels;

public sealed class PeerExecutorsTests
{
    [Fact]
    public void Peers_share_what_is_behind_them_with_those_of_their_group_alone()
    {
        List<string> made = [];
        AccessRules[] groups = [new("all"), new("socket") { Method = "unix-listen" }, new("root") { Method = "unix-listen", Peer = 0 }];
        PeerExecutors executors = new(groups, rules =>
        {
            made.Add(rules.Group);
            return new CallExecutor(null!);
        });

        CallExecutor all = executors.Of("virtio-serial", null);
        CallExecutor socket = executors.Of("unix-listen", 1000);
        CallExecutor root = executors.Of("unix-listen", 0);
        Assert.Same(all, executors.Of("vsock-listen", 0));
        Assert.Same(socket, executors.Of("unix-listen", 1001));
        Assert.Same(socket, executors.Of("unix-listen", null));
        Assert.Same(root, executors.Of("unix-listen", 0));
        Assert.Equal(3, new HashSet<CallExecutor>([all, socket, root]).Count);
        Assert.Equal(["all", "socket", "root"], made);
    }
}
