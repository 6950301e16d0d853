namespace RootKeyCompliance;

/// <summary>The words of the recommendation, in our own wording; the same in every version.</summary>
internal static class RootAccessKeyTexts
{
    internal const string Description =
        "The root user of an AWS account can do everything in it, and no IAM policy limits it. "
        + "Access keys let programs act as their owner. The root user should have none.";

    internal const string Rationale =
        "A leaked root access key hands over the whole account. Without root keys that way in is closed, "
        + "and people and programs have to use roles whose permissions fit their task.";

    internal const string RemediationSummary =
        "Delete the root user's access keys, after making sure that nothing signs with them; deleted keys cannot be brought back.";

    internal const string Note =
        "Switching a key off is not enough: an inactive key still counts in the account summary that the audit reads, so the account "
        + "goes on failing until the key is deleted. -AllowInactiveKey lets accounts pass whose root keys are all inactive.";

    internal static IReadOnlyList<string> Remediation { get; } =
    [
        "Find out whether anything still uses the key: look at its last use (AccessKeys of the finding, or CloudTrail), and replace it there with a role.",
        "Sign in to the AWS Management Console as the root user and open https://console.aws.amazon.com/iam/.",
        "Choose the account name at the top right, then Security credentials.",
        "Under Access keys, look at each key that is listed, active or not.",
        "For each of them choose Actions, Delete; deactivate it when asked, and confirm. A deleted key cannot be brought back.",
    ];

    internal static IReadOnlyList<CisPipelineParameter> Parameters { get; } =
    [
        new("database", "connection.steampipe", true, "connection.steampipe.default",
            "The Steampipe database to ask."),
        new("notifier", "notifier", true, "notifier.default", "The notifier that messages are sent to."),
        new("notification_level", "string", true, "info",
            "How much the messages say: 'verbose', 'info' or 'error'."),
    ];
}
