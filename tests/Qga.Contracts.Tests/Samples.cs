using System.Reflection;
using System.Text;
using Qapi.Runtime.Reading;

namespace Qga.Contracts.Tests;

/// <summary>Makes values of the schema's types, no two of their scalars equal where the type allows it. The same seed makes the same value.</summary>
internal sealed class Samples(bool optional)
{
    private readonly NullabilityInfoContext _nullability = new();
    private int _next;

    /// <summary>A value of a record or enumeration of the contracts.</summary>
    public object Of(Type type)
    {
        int number = ++_next;
        if (type.IsEnum)
        {
            Array values = Enum.GetValues(type);
            return values.GetValue(number % values.Length)!;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            return ListOf(type.GetGenericArguments()[0]);
        }

        return type switch
        {
            _ when type == typeof(bool) => number % 2 == 0,
            _ when type == typeof(long) => long.MaxValue - number,
            _ when type == typeof(ulong) => ulong.MaxValue - (ulong)number,
            _ when type == typeof(ushort) => (ushort)(ushort.MaxValue - number),
            _ when type == typeof(double) => -number / 8.0,
            _ when type == typeof(string) => $"text {number} \"\\\n\0 ä € 😀",
            _ when type == typeof(Payload) => (Payload)Encoding.UTF8.GetBytes($"bytes {number}"),
            { IsAbstract: true } => OneOf(type, number),
            _ => Filled(type),
        };
    }

    private Array ListOf(Type element)
    {
        var list = Array.CreateInstance(element, 2);
        list.SetValue(Of(element), 0);
        list.SetValue(Of(element), 1);
        return list;
    }

    private object OneOf(Type type, int number)
    {
        Type[] kinds = [.. type.GetNestedTypes().Where(kind => kind.BaseType == type).OrderBy(kind => kind.Name, StringComparer.Ordinal)];
        ConstructorInfo constructor = kinds[number % kinds.Length].GetConstructors().Single();
        ParameterInfo[] parameters = constructor.GetParameters();

        // Alternates take their value, the branches of unions have members.
        return parameters.Length > 0
            ? constructor.Invoke([.. parameters.Select(parameter => Of(parameter.ParameterType))])
            : Filled(constructor.DeclaringType!);
    }

    private object Filled(Type type)
    {
        object value = Activator.CreateInstance(type)!;
        foreach (PropertyInfo property in type.GetProperties())
        {
            if (property.CanWrite && (optional || _nullability.Create(property).ReadState != NullabilityState.Nullable))
            {
                property.SetValue(value, Of(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType));
            }
        }

        return value;
    }
}
