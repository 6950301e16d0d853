"""What a user would write with boto3: a pool of threads, a role in each account, the account summary. Prints how many accounts have no root key."""
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import boto3

count, threads = int(sys.argv[1]), int(sys.argv[2])
url = os.environ["FAKE_AWS"]
sts = boto3.client("sts", endpoint_url=url)


def passes(account):
    keys = sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/Audit", RoleSessionName="audit")["Credentials"]
    session = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    summary = session.client("iam", endpoint_url=url).get_account_summary()["SummaryMap"]
    return summary["AccountAccessKeysPresent"] == 0


with ThreadPoolExecutor(threads) as pool:
    print(sum(pool.map(passes, range(200_000_000_000, 200_000_000_000 + count))))
