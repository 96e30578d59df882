namespace Qga.Differential;

/// <summary>What both agents are sent.</summary>
/// <param name="Subject">The command, or <c>envelope</c>; what is explained is explained by it.</param>
/// <param name="Text">The text.</param>
/// <param name="Fits">Whether it is what the schema says a request is; what is not must be refused.</param>
public sealed record Request(string Subject, string Text, bool Fits);
