using Qga.Cli.Failures;

namespace Qga.Cli.Machines;

/// <summary>The machine is off where something else was waited for.</summary>
internal sealed class MachineWentOffException() : VerbException("the machine went off instead");
