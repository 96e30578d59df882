using Qapi.Errors;
using Qapi.Model;

namespace Qapi;

/// <summary>What reading a schema came to.</summary>
/// <param name="Schema">The schema; null if there are errors.</param>
/// <param name="Errors">The errors of the first stage that found any; empty if the schema is valid.</param>
public sealed record SchemaResult(Schema? Schema, EquatableArray<SchemaError> Errors);
