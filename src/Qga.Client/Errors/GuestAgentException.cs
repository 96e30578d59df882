namespace Qga.Client;

/// <summary>A call that did not come to a good end. Its four kinds differ in what the caller can do next.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">What caused it; null: nothing that threw.</param>
public abstract class GuestAgentException(string message, Exception? inner = null) : Exception(message, inner);
