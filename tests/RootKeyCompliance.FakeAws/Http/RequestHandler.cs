namespace RootKeyCompliance.Fakes;

/// <summary>One request from its first byte to its last: who, what, how late, what goes wrong, the answer.</summary>
internal sealed class RequestHandler(FakeCloud cloud, FakeFaults faults, QuotaGate quotas, FakeRequestLog log, TimeSpan latency)
{
    private readonly SignatureVerifier _verifier = new(cloud);

    internal TimeSpan Latency { get; set; } = latency;

    internal async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        var body = await AwsCallReader.ReadBodyAsync(request);
        var number = log.NextNumber();
        var call = AwsCallReader.Read(cloud, number, request, body);

        var header = AuthorizationHeader.Parse(request.Headers.Authorization.ToString(), out var error);
        var entry = new FakeRequest(number, cloud.Time.GetUtcNow(), call.Action)
        {
            Service = header?.Service ?? string.Empty,
            Region = header?.Region ?? string.Empty,
            AccessKeyId = header?.AccessKeyId ?? string.Empty,
            TargetAccessKeyId = call.Parameter("AccessKeyId"),
            UserAgent = request.Headers.UserAgent,
        };
        error = header is null ? error : _verifier.Verify(request, call, header);
        if (header is null && call.Action is WebIdentities.Action)
        {
            // The one action that nobody signs.
            error = WebIdentities.Admit(call);
        }

        error ??= quotas.ChargeServer();
        var entered = false;
        if (call.IsVerified)
        {
            entry.AccountId = call.Account.Id;
            entry.TargetAccountId = SecurityTokens.TargetOf(call);
            error ??= quotas.Charge(call, out entered);
        }

        log.Arrived(entry);
        try
        {
            await RespondAsync(context, call, entry, error);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            entry.Aborted = true;
        }
        finally
        {
            if (entered)
            {
                quotas.Leave();
            }

            log.Ended(entry);
        }
    }

    private async Task RespondAsync(HttpContext context, AwsCall call, FakeRequest entry, AwsError? error)
    {
        if (Latency > TimeSpan.Zero)
        {
            await Task.Delay(Latency, context.RequestAborted);
        }

        if (error is not null)
        {
            Write(context, call, entry, call.Fail(error));
            return;
        }

        var fault = faults.Take(call.Action, entry.TargetAccountId!);
        entry.Fault = fault?.Kind;
        switch (fault?.Kind)
        {
            case FakeFaultKind.Stall:
                await Task.Delay(fault.For, context.RequestAborted);
                context.Abort();
                return;
            case FakeFaultKind.Delay:
                await Task.Delay(fault.For, context.RequestAborted);
                break;
            case FakeFaultKind.ConnectionReset:
                ConnectionReset.Of(context);
                return;
        }

        var answer = fault?.AnswerTo(call) ?? AwsOperations.Answer(call);
        switch (fault?.Kind)
        {
            case FakeFaultKind.TruncatedBody:
                await WriteHalfAsync(context, entry, answer);
                return;
            case FakeFaultKind.MalformedBody:
                // Cut in the middle: well-formed as HTTP, so that only a parser can notice.
                answer = answer with { Body = answer.Body[..(answer.Body.Length / 2)] };
                break;
        }

        Write(context, call, entry, answer);
    }

    // Kestrel flushes when the request ends; to wait for that here would cost a cancellation source per request.
    private static void Write(HttpContext context, AwsCall call, FakeRequest entry, AwsAnswer answer)
    {
        entry.Status = answer.Status;
        entry.ErrorCode = answer.ErrorCode;
        context.Response.Headers["x-amzn-RequestId"] = call.RequestId;
        Start(context, answer);
        var writer = context.Response.BodyWriter;
        answer.Body.Span.CopyTo(writer.GetSpan(answer.Body.Length));
        writer.Advance(answer.Body.Length);
    }

    private static async Task WriteHalfAsync(HttpContext context, FakeRequest entry, AwsAnswer answer)
    {
        entry.Status = answer.Status;
        Start(context, answer);
        await context.Response.BodyWriter.WriteAsync(answer.Body[..(answer.Body.Length / 2)], context.RequestAborted);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        context.Abort();
    }

    private static void Start(HttpContext context, AwsAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        context.Response.Headers.RetryAfter = answer.RetryAfter;
        context.Response.ContentLength = answer.Body.Length;
    }
}
