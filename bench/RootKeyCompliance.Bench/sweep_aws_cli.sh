# What a user would write with the AWS CLI: a loop, a role in each account, the account summary. Prints how many accounts have no root key.
passed=0
account=200000000000
for _ in $(seq "$1"); do
  set -- "$1" $(aws sts assume-role --endpoint-url "$FAKE_AWS" --role-arn "arn:aws:iam::$account:role/Audit" --role-session-name audit \
    --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text)
  keys=$(AWS_ACCESS_KEY_ID=$2 AWS_SECRET_ACCESS_KEY=$3 AWS_SESSION_TOKEN=$4 aws iam get-account-summary --endpoint-url "$FAKE_AWS" \
    --query 'SummaryMap.AccountAccessKeysPresent' --output text)
  [ "$keys" = 0 ] && passed=$((passed + 1))
  account=$((account + 1))
done
echo "$passed"
