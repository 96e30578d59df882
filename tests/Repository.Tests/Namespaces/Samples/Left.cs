using Repository.Tests.Namespaces.Samples.Right;

namespace Repository.Tests.Namespaces.Samples.Left;

/// <summary>Names each type of the other namespace in another way, and once.</summary>
internal sealed class Everything<T> : BaseSample, IInterfaceSample
    where T : IConstraintSample
{
    [AttributeSample]
    private readonly FieldSample[] _field = [];

    public static void Take(ref SignatureSample sample) => sample = new SignatureSample();

    public static int Call() => BodySample.Value;

    public static Func<string> Defer() => () => new LambdaSample().ToString()!;

    public static object Make() => Array.Empty<List<ArgumentSample>>();

    public int Count()
    {
        LocalSample local = default;
        try
        {
            return _field.Length + local.GetHashCode();
        }
        catch (CatchSample)
        {
            return 0;
        }
    }
}
