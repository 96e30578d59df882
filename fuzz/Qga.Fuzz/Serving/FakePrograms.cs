using System.Text;
using Qapi.Runtime.Errors;
using Qapi.Runtime.Reading;
using Qapi.Runtime.Serving;
using Qga.Agent.Generated;
using Qga.Contracts;

namespace Qga.Fuzz.Serving;

/// <summary>Programs that end when someone waits for them, and then have printed their arguments and their input.</summary>
internal sealed class FakePrograms : UnsupportedExecCommands
{
    private readonly List<byte[]> _outputs = [];

    /// <summary>Forgets all programs.</summary>
    public void Reset() => _outputs.Clear();

    /// <inheritdoc/>
    public override CommandResult<GuestExec> GuestExec(in GuestExecArguments arguments)
    {
        using MemoryStream output = new();
        output.Write(Encoding.UTF8.GetBytes(arguments.Path));
        Print(arguments.Arg, output);
        Print(arguments.Env, output);
        if (arguments.InputData.IsPresent)
        {
            byte[] input = new byte[arguments.InputData.MaximumLength + 1];
            int length = arguments.InputData.Decode(input);
            if (length < 0)
            {
                return QapiError.Generic("no base64");
            }

            output.Write(input.AsSpan(0, length));
        }

        _outputs.Add(output.ToArray());
        return new GuestExec { Pid = _outputs.Count };
    }

    /// <inheritdoc/>
    public override void GuestExecStatus(in GuestExecStatusArguments arguments, Deferred<GuestExecStatus> reply)
    {
        if (arguments.Pid < 1 || arguments.Pid > _outputs.Count)
        {
            reply.Complete(QapiError.Generic($"PID {arguments.Pid} does not exist"));
            return;
        }

        byte[] output = _outputs[(int)arguments.Pid - 1];
        reply.Expedited = () => reply.Complete(new GuestExecStatus { Exited = true, Exitcode = 0, OutData = (Payload)output });
    }

    private static void Print(TextList texts, MemoryStream output)
    {
        int total = 0;
        foreach (TextElement text in texts)
        {
            byte[] bytes = new byte[text.ByteLength];
            Check.That(text.CopyTo(bytes) == bytes.Length, "a text is as long as it was counted");
            output.Write(bytes);
            total += bytes.Length;
        }

        Check.That(total == texts.ByteLength, "texts are as long together as they were counted");
    }
}
