namespace Qapi.Runtime.Reading;

/// <summary>What a reader does with members that the schema does not know.</summary>
public enum UnknownMembers
{
    /// <summary>They are a fault, as in a request: an agent must not ignore what a client meant.</summary>
    Refuse,

    /// <summary>They are ignored, as in a reply: a newer agent may return more.</summary>
    Ignore,
}
