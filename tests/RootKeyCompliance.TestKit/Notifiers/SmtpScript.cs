using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RootKeyCompliance.TestKit;

/// <summary>What a server does instead of what it would.</summary>
internal sealed record SmtpAnswer(string Text)
{
    /// <summary>Closes the connection.</summary>
    internal static SmtpAnswer Drop { get; } = new("");

    /// <summary>Says nothing until the server ends.</summary>
    internal static SmtpAnswer Hang { get; } = new("");
}

/// <summary>How a server is set up.</summary>
internal sealed record SmtpScript
{
    internal CisMailSecurity Security { get; init; } = CisMailSecurity.None;

    internal bool OffersStartTls { get; init; } = true;

    /// <summary>User and password; null: nobody has to log in.</summary>
    internal (string User, string Password)? Login { get; init; }

    internal string Mechanisms { get; init; } = "PLAIN LOGIN";

    /// <summary>Lines of the answer to EHLO.</summary>
    internal IReadOnlyList<string> Extensions { get; init; } = ["PIPELINING", "8BITMIME", "ENHANCEDSTATUSCODES"];

    /// <summary>The largest mail.</summary>
    internal int Size { get; init; } = 10_240_000;

    internal X509Certificate2? Certificate { get; init; }

    /// <summary>
    /// By command and number of the connection, from 1; null: the usual answer. <c>CONNECT</c> is the greeting, <c>.</c> the mail's end.
    /// </summary>
    internal Func<string, int, SmtpAnswer?> On { get; init; } = (_, _) => null;
}

/// <summary>A mail that the server took.</summary>
internal sealed record TakenMail(string Sender, IReadOnlyList<string> Recipients, string Text, bool IsEncrypted, int Connection)
{
    internal string Headers => Text[..Text.IndexOf("\r\n\r\n", StringComparison.Ordinal)];

    internal string Subject => Parse().Subject ?? "";

    /// <summary>The lines of the text part.</summary>
    internal string[] TextLines => Parse().TextBody!.TrimEnd('\r', '\n').ReplaceLineEndings("\n").Split('\n');

    internal string Html => Parse().HtmlBody!;

    internal MimeKit.MimeMessage Parse() => MimeKit.MimeMessage.Load(new MemoryStream(System.Text.Encoding.Latin1.GetBytes(Text)));
}

/// <summary>An authority of the tests' own and what it certifies.</summary>
internal static class TestCertificates
{
    private static readonly X509Certificate2 Authority = MakeAuthority();

    internal static X509Certificate2Collection Roots => [X509CertificateLoader.LoadCertificate(Authority.RawData)];

    internal static X509Certificate2 Localhost { get; } = Make("localhost", DateTimeOffset.UtcNow.AddDays(30));

    internal static X509Certificate2 Make(string name, DateTimeOffset until)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(Authority, DateTimeOffset.UtcNow.AddDays(-40), until, RandomNumberGenerator.GetBytes(8));
        using var withKey = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), password: null);
    }

    private static X509Certificate2 MakeAuthority()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Tests", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-50), DateTimeOffset.UtcNow.AddDays(50));
    }
}
