"""Prints what botocore resolves, one endpoint a line: service region fips dualstack url signing-region."""
import sys

import botocore.session
from botocore.config import Config

session = botocore.session.Session()
for region in sys.argv[1:]:
    for service, operation in (("iam", "GetAccountSummary"), ("sts", "GetCallerIdentity"), ("sns", "Publish")):
        for fips in (False, True):
            for dualstack in (False, True):
                try:
                    client = session.create_client(
                        service,
                        region_name=region,
                        aws_access_key_id="x",
                        aws_secret_access_key="x",
                        config=Config(use_fips_endpoint=fips, use_dualstack_endpoint=dualstack),
                    )
                    endpoint = client._ruleset_resolver.construct_endpoint(
                        client.meta.service_model.operation_model(operation), call_args={}, request_context={}
                    )
                except Exception as error:  # what botocore itself refuses is no endpoint to compare with
                    print(service, region, fips, dualstack, "none", type(error).__name__)
                    continue
                schemes = endpoint.properties.get("authSchemes", [{}])
                print(service, region, fips, dualstack, endpoint.url, schemes[0].get("signingRegion", region))
