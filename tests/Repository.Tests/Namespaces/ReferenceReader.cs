using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Repository.Tests.Namespaces;

/// <summary>
/// Reads which namespace names which, out of compiled assemblies: base types, interfaces, constraints, attributes, fields, signatures, locals and
/// instructions. A nested type counts for the outermost one, so that what the compiler makes of lambdas and iterators counts for its author.
/// </summary>
/// <remarks>Constants leave no trace in an assembly.</remarks>
internal sealed class ReferenceReader
{
    private readonly HashSet<string> _assemblies;
    private readonly List<Reference> _references = [];
    private string _namespace = "";
    private string _member = "";

    private ReferenceReader(IEnumerable<string> assemblies) => _assemblies = [.. assemblies];

    /// <summary>The references between namespaces of these assemblies.</summary>
    /// <param name="paths">The assemblies' files; references to others are left out.</param>
    public static IReadOnlyList<Reference> Read(IEnumerable<string> paths)
    {
        AssemblyDefinition[] assemblies = [.. paths.Select(AssemblyDefinition.ReadAssembly)];
        ReferenceReader reader = new(assemblies.Select(assembly => assembly.Name.Name));
        foreach (AssemblyDefinition assembly in assemblies)
        {
            foreach (TypeDefinition type in assembly.Modules.SelectMany(module => module.Types))
            {
                reader._namespace = type.Namespace;
                reader.ReadType(type);
            }

            assembly.Dispose();
        }

        return reader._references;
    }

    private void ReadType(TypeDefinition type)
    {
        _member = type.FullName;
        Add(type.BaseType);
        ReadAttributes(type);
        ReadParameters(type);
        foreach (InterfaceImplementation implemented in type.Interfaces)
        {
            Add(implemented.InterfaceType);
            ReadAttributes(implemented);
        }

        foreach (FieldDefinition field in type.Fields)
        {
            _member = $"{type.FullName}.{field.Name}";
            Add(field.FieldType);
            ReadAttributes(field);
        }

        foreach (PropertyDefinition property in type.Properties)
        {
            _member = $"{type.FullName}.{property.Name}";
            ReadAttributes(property);
        }

        foreach (EventDefinition occurrence in type.Events)
        {
            _member = $"{type.FullName}.{occurrence.Name}";
            ReadAttributes(occurrence);
        }

        foreach (MethodDefinition method in type.Methods)
        {
            _member = $"{type.FullName}.{method.Name}";
            ReadMethod(method);
        }

        foreach (TypeDefinition nested in type.NestedTypes)
        {
            ReadType(nested);
        }
    }

    private void ReadMethod(MethodDefinition method)
    {
        ReadAttributes(method);
        ReadParameters(method);
        ReadAttributes(method.MethodReturnType);
        Add(method.ReturnType);
        foreach (ParameterDefinition parameter in method.Parameters)
        {
            Add(parameter.ParameterType);
            ReadAttributes(parameter);
        }

        foreach (MethodReference overridden in method.Overrides)
        {
            Add(overridden.DeclaringType);
        }

        if (!method.HasBody)
        {
            return;
        }

        foreach (VariableDefinition local in method.Body.Variables)
        {
            Add(local.VariableType);
        }

        foreach (ExceptionHandler handler in method.Body.ExceptionHandlers)
        {
            Add(handler.CatchType);
        }

        foreach (Instruction instruction in method.Body.Instructions)
        {
            ReadOperand(instruction.Operand);
        }
    }

    private void ReadOperand(object? operand)
    {
        switch (operand)
        {
            case TypeReference type:
                Add(type);
                break;
            case FieldReference field:
                Add(field.DeclaringType);
                break;
            case MethodReference method:
                Add(method.DeclaringType);
                if (method is GenericInstanceMethod generic)
                {
                    AddAll(generic.GenericArguments);
                }

                break;
            case CallSite site:
                Add(site.ReturnType);
                AddAll(site.Parameters.Select(parameter => parameter.ParameterType));
                break;
        }
    }

    private void ReadParameters(IGenericParameterProvider owner)
    {
        foreach (GenericParameter parameter in owner.GenericParameters)
        {
            ReadAttributes(parameter);
            AddAll(parameter.Constraints.Select(constraint => constraint.ConstraintType));
        }
    }

    private void ReadAttributes(ICustomAttributeProvider owner)
    {
        foreach (CustomAttribute attribute in owner.CustomAttributes)
        {
            Add(attribute.AttributeType);
            foreach (CustomAttributeArgument argument in ArgumentsOf(attribute))
            {
                Add(argument.Type);
                Add(argument.Value as TypeReference);
            }
        }
    }

    private static IEnumerable<CustomAttributeArgument> ArgumentsOf(CustomAttribute attribute)
    {
        try
        {
            return attribute.ConstructorArguments.Concat(attribute.Properties.Concat(attribute.Fields).Select(argument => argument.Argument));
        }
        catch (AssemblyResolutionException)
        {
            // An enum's size is in its assembly. Where that is a package's, the attribute is as well, and its arguments are no types of the project.
            return [];
        }
    }

    private void AddAll(IEnumerable<TypeReference> types)
    {
        foreach (TypeReference type in types)
        {
            Add(type);
        }
    }

    private void Add(TypeReference? type)
    {
        switch (type)
        {
            case null or GenericParameter:
                break;
            case GenericInstanceType generic:
                Add(generic.ElementType);
                AddAll(generic.GenericArguments);
                break;
            case IModifierType modified:
                Add(modified.ModifierType);
                Add(modified.ElementType);
                break;
            case FunctionPointerType pointer:
                Add(pointer.ReturnType);
                AddAll(pointer.Parameters.Select(parameter => parameter.ParameterType));
                break;
            case TypeSpecification built:
                Add(built.ElementType);
                break;
            case { DeclaringType: not null }:
                Add(type.DeclaringType);
                break;
            default:
                AddNamed(type);
                break;
        }
    }

    private void AddNamed(TypeReference type)
    {
        string assembly = type.Scope is AssemblyNameReference other ? other.Name : type.Module.Assembly.Name.Name;
        if (type.Namespace != _namespace && _assemblies.Contains(assembly))
        {
            _references.Add(new Reference(_namespace, type.Namespace, _member, type.FullName));
        }
    }
}
