namespace Qga.Cli.Invoking;

/// <summary>What a verb is for; help lists verbs by it.</summary>
internal enum VerbGroup
{
    Look,
    Files,
    Programs,
    Freezing,
    Power,
    Accounts,
    Agent,
}
