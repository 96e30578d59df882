namespace Qapi.Runtime.Reading;

/// <summary>What a reader makes of members that the schema does not know.</summary>
public enum UnknownMembers
{
    /// <summary>They are a fault: an agent must not pass over what a client meant.</summary>
    Refuse,

    /// <summary>They are passed over: a newer agent may tell a client more.</summary>
    Ignore,
}
