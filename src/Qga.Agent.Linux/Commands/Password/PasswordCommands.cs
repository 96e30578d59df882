using System.Text;
using Qapi.Runtime.Errors;
using Qga.Agent.Generated;
using Qga.Agent.Logging;
using Qga.Contracts;
using Qga.Linux.Processes;

namespace Qga.Agent.Linux.Commands.Password;

/// <summary>
/// Sets passwords through the guest's own chpasswd(8), whose rules then apply. The password is on its standard input, which no process list shows.
/// </summary>
/// <param name="program">The program, usually the name that is looked for in PATH.</param>
internal sealed class PasswordCommands(string program) : PasswordCommandsBase
{
    private const int MaximumLength = 64 << 10;

    // Less than the command's own deadline, so that the client learns what hangs.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(45);

    /// <inheritdoc/>
    public override CommandResult GuestSetUserPassword(in GuestSetUserPasswordArguments arguments)
    {
        byte[] buffer = new byte[Math.Clamp(arguments.Password.MaximumLength, 1, MaximumLength)];
        byte[] line = [];
        try
        {
            int length = arguments.Password.Decode(buffer);
            if (length < 0)
            {
                return QapiError.Generic("Base64 data contains invalid characters");
            }

            if (length > buffer.Length)
            {
                return QapiError.Generic($"the password has more than {MaximumLength} bytes");
            }

            // chpasswd takes a line for each user, so a line feed would be a second order; at a zero it would cut the password short.
            ReadOnlySpan<byte> password = buffer.AsSpan(0, length);
            if (password.ContainsAny((byte)'\n', (byte)0))
            {
                return QapiError.Generic("forbidden characters in raw password");
            }

            if (arguments.Username.AsSpan().ContainsAny('\n', ':', '\0'))
            {
                return QapiError.Generic("forbidden characters in username");
            }

            Log.Audit($"guest-set-user-password called, user: {arguments.Username}");
            line = [.. Encoding.UTF8.GetBytes(arguments.Username), (byte)':', .. password, (byte)'\n'];
            ProgramCall call = new(program, arguments.Crypted ? ["-e"] : [], s_limit) { Input = line };
            return HelperProgram.Run("set user password", call) is { } error ? error : CommandResult.Success;
        }
        finally
        {
            Array.Clear(buffer);
            Array.Clear(line);
        }
    }
}
