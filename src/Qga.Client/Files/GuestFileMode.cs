namespace Qga.Client;

/// <summary>How a file of a guest is opened, as by fopen(3).</summary>
public enum GuestFileMode
{
    /// <summary>For reading; the file must exist (<c>r</c>).</summary>
    Read,

    /// <summary>For reading and writing; the file must exist (<c>r+</c>).</summary>
    Update,

    /// <summary>For writing; what the file held is gone, and it is created if it does not exist (<c>w</c>).</summary>
    Create,

    /// <summary>The same, for reading too (<c>w+</c>).</summary>
    CreateUpdate,

    /// <summary>For writing at the end, wherever that is at each write; the file is created if it does not exist (<c>a</c>).</summary>
    Append,

    /// <summary>The same, for reading too, which begins at the start of the file (<c>a+</c>).</summary>
    AppendUpdate,
}
