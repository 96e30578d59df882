using System.Globalization;

namespace Qga.Model.Tests;

/// <summary>Does steps with a real agent and beside it with a model that knows what each must come to.</summary>
internal sealed partial class ModelRun : IDisposable
{
    private const string Done = "{\"return\": {}}";

    private readonly TemporaryFolder _folder = new();
    private readonly ModelClient[] _clients;
    private readonly ModelFile[] _files = [.. Enumerable.Range(0, Steps.Files).Select(_ => new ModelFile())];
    private readonly List<ModelHandle> _handles = [];
    private readonly List<ModelProgram> _programs = [];
    private int _last;

    /// <summary>Connects the clients.</summary>
    /// <param name="connect">Opens a connection to the agent.</param>
    public ModelRun(Func<Peer> connect) => _clients = [.. Enumerable.Range(0, Steps.Clients).Select(_ => new ModelClient(connect))];

    /// <summary>Does the steps, and compares the files at the end.</summary>
    public void Play(IEnumerable<Step> steps)
    {
        foreach (Step step in steps)
        {
            // Requests of one client are answered in order; those of several must not meet at one file.
            if (step.Client != _last)
            {
                _clients[_last].Finish();
                _last = step.Client;
            }

            Do(step, _clients[step.Client]);
        }

        // What is left would count against the agent's bounds in the next run.
        _clients[_last].Finish();
        _programs.ForEach(program => AskForEnd(_clients[_last], program, isLeft: false));
        foreach (ModelHandle handle in _handles.Where(handle => !handle.IsClosed))
        {
            CloseHandle(_clients[_last], handle);
        }

        _clients[_last].Finish();
        for (int file = 0; file < _files.Length; file++)
        {
            Assert.Equal(_files[file].Exists, File.Exists(PathOf(file)));
            Assert.True(!_files[file].Exists || _files[file].Content.SequenceEqual(File.ReadAllBytes(PathOf(file))), $"file {file} holds something else");
        }
    }

    public void Dispose()
    {
        foreach (ModelClient client in _clients)
        {
            client.Dispose();
        }

        _folder.Dispose();
    }

    private void Do(Step step, ModelClient client)
    {
        switch (step)
        {
            case Reconnect reconnect:
                client.Leave(reconnect.IsInRequest);
                break;
            case HalfRequest half:
                client.Resynchronize(half.Id);
                break;
            case Ping:
                client.Expect("guest-ping", "", Done);
                break;
            case Sync sync:
                client.Expect("guest-sync", Text($"{{\"id\":{sync.Id}}}"), Text($"{{\"return\": {sync.Id}}}"));
                break;
            case SyncDelimited sync:
                client.Expect("guest-sync-delimited", Text($"{{\"id\":{sync.Id}}}"), Text($"{{\"return\": {sync.Id}}}"), hasSentinel: true);
                break;
            case Exec exec:
                StartProgram(client, exec);
                break;
            case Status status when _programs.Count > 0:
                AskForEnd(client, _programs[status.Program % _programs.Count], status.IsLeft);
                break;
            case Open open:
                OpenFile(client, open);
                break;
            default:
                DoWithHandle(step, client);
                break;
        }
    }

    private static string Error(string text) => $"{{\"error\": {{\"class\": \"GenericError\", \"desc\": \"{text}\"}}}}";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
