namespace RootKeyCompliance.Connectors.Aws.Runtime;

/// <summary>
/// Marks requests that change something: sent again only when the service said that it was too busy to look at them. Whoever sends one looks
/// whether it took effect before sending another.
/// </summary>
internal interface ISentOnce;
