using System.Management.Automation;

namespace RootKeyCompliance.Pipeline;

/// <summary>The one place where faults become error records.</summary>
internal static class ErrorRecords
{
    /// <param name="fault">What went wrong.</param>
    /// <param name="target">The account, file or notification that it went wrong with.</param>
    /// <param name="message">The sentence to show, where it is more than the fault's own.</param>
    internal static ErrorRecord From(CisFault fault, object? target, string? message = null)
    {
        var text = message ?? fault.Message;
        return new ErrorRecord(new CisException(fault with { Message = text }), fault.ErrorId, Category(fault.Kind), target)
        {
            ErrorDetails = new ErrorDetails(text) { RecommendedAction = fault.RecommendedAction },
        };
    }

    private static ErrorCategory Category(CisFaultKind kind) => kind switch
    {
        CisFaultKind.Authentication => ErrorCategory.AuthenticationError,
        CisFaultKind.Permission => ErrorCategory.PermissionDenied,
        CisFaultKind.Connection => ErrorCategory.ConnectionError,
        CisFaultKind.Timeout => ErrorCategory.OperationTimeout,
        CisFaultKind.Throttling => ErrorCategory.LimitsExceeded,
        CisFaultKind.InvalidData => ErrorCategory.InvalidData,
        CisFaultKind.InvalidArgument => ErrorCategory.InvalidArgument,
        CisFaultKind.NotFound => ErrorCategory.ObjectNotFound,
        _ => ErrorCategory.NotSpecified,
    };
}
