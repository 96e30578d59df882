namespace Qga.Client;

/// <summary>virErrorNumber of virterror.h, as far as it is told apart.</summary>
internal enum LibvirtErrorCode
{
    InternalError = 1,
    NoSupport = 3,
    OperationDenied = 29,
    NoDomain = 42,
    AuthenticationFailed = 45,
    OperationInvalid = 55,
    ConfigurationUnsupported = 67,
    OperationTimeout = 68,
    ArgumentUnsupported = 74,
    AuthenticationCancelled = 79,
    AgentUnresponsive = 86,
    ResourceBusy = 87,
    AccessDenied = 88,
    AuthenticationUnavailable = 94,
    AgentUnsynced = 97,

    // Since libvirt 11.2. Earlier releases report AgentUnresponsive and InternalError.
    AgentCommandTimeout = 112,
    AgentCommandFailed = 113,
}
