"""What another program does with a queue, by AWS's own client for Python.

python3 boto.py <endpoint> send <queue URL> <body> <attributes as JSON>
python3 boto.py <endpoint> receive <queue URL>       one message, which is removed; prints it as JSON
"""
import json
import os
import sys

import boto3

endpoint, command, queue, *rest = sys.argv[1:]
sqs = boto3.client("sqs", endpoint_url=endpoint, region_name="us-east-1",
                   aws_access_key_id=os.environ.get("BOTO_KEY", "AKIDEXAMPLE"),
                   aws_secret_access_key=os.environ.get("BOTO_SECRET", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))
if command == "send":
    sqs.send_message(QueueUrl=queue, MessageBody=rest[0], MessageAttributes=json.loads(rest[1]))
else:
    messages = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=10, MessageAttributeNames=["All"], AttributeNames=["All"])["Messages"]
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=messages[0]["ReceiptHandle"])
    print(json.dumps({"body": messages[0]["Body"], "attributes": messages[0].get("MessageAttributes", {})}))
