using Repository.Tests.Namespaces.Samples.Left;

namespace Repository.Tests.Namespaces.Samples.Right;

internal interface IInterfaceSample;

internal interface IConstraintSample;

internal abstract class BaseSample
{
    public static int Back() => Everything<IConstraintSample>.Call();
}

[AttributeUsage(AttributeTargets.Field)]
internal sealed class AttributeSample : Attribute;

internal sealed class FieldSample;

internal struct SignatureSample;

internal struct LocalSample;

internal static class BodySample
{
    public static int Value => 1;
}

internal sealed class LambdaSample;

internal sealed class ArgumentSample;

internal sealed class CatchSample : Exception;
