using Qapi.Runtime.Errors;
using Qga.Agent.Generated;
using Qga.Contracts;

namespace Qga.Agent.Linux.Tests.Support;

/// <summary>A family that freezes nothing, and whose thaw counts three file systems.</summary>
internal sealed class QuickFreezeCommands : FreezeCommandsBase
{
    public override CommandResult<GuestFsfreezeStatus> GuestFsfreezeStatus() => Contracts.GuestFsfreezeStatus.Thawed;

    public override CommandResult<long> GuestFsfreezeFreeze() => QapiError.Generic("no");

    public override CommandResult<long> GuestFsfreezeFreezeList(in GuestFsfreezeFreezeListArguments arguments) => QapiError.Generic("no");

    public override CommandResult<long> GuestFsfreezeThaw() => 3;

    public override CommandResult<QgaFreezeReport> QgaFreezeReport() => throw new NotSupportedException();
}
