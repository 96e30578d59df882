using Qga.Client;

namespace Qga.Cli.Programs;

/// <summary>Where the output of a guest's program goes, while it runs.</summary>
internal interface IProgramOutput
{
    void Write(GuestOutput piece);

    /// <summary>Writes what was kept back.</summary>
    void Complete();
}
