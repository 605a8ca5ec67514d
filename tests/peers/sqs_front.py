"""Stands before an SQS server and lets only requests through whose Signature V4 botocore computes alike.

python3 sqs_front.py <backend>    prints "listening <port>"; GET /signatures answers {"checked", "refused"}.
"""
import json
import re
import sys
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

SECRET = {"AKIDEXAMPLE": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
BACKEND = sys.argv[1]
COUNTS = {"checked": 0, "refused": []}


def problem(handler, body):
    """Why the signature is wrong, or ''."""
    header = handler.headers.get("Authorization", "")
    match = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})",
        header)
    if not match:
        return f"Authorization cannot be read: {header[:200]}"
    key, _, region, service, names, signature = match.groups()
    for name in ("x-amz-date", "authorization", "host"):
        if len(handler.headers.get_all(name, [])) != 1:
            return f"{name} is sent more or less than once"
    for needed in ("host", "x-amz-date", "content-type", "x-amz-target"):
        if needed not in names.split(";"):
            return f"{needed} is not signed"
    request = AWSRequest(method=handler.command, url=f"http://{handler.headers['Host']}{handler.path}", data=body,
                         headers={name: handler.headers[name] for name in names.split(";")})
    request.context["timestamp"] = handler.headers["X-Amz-Date"]
    signer = SigV4Auth(Credentials(key, SECRET[key]), service, region)
    canonical = signer.canonical_request(request)
    expected = signer.signature(signer.string_to_sign(request, canonical), request)
    return "" if expected == signature else f"other signature for {canonical!r}"


class Front(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.answer(200, json.dumps(COUNTS).encode())

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        why = problem(self, body)
        COUNTS["checked"] += 1
        if why:
            COUNTS["refused"].append(why)
            return self.answer(403, json.dumps({"__type": "SignatureDoesNotMatch", "message": why}).encode())
        passed = {name: self.headers[name] for name in ("Content-Type", "X-Amz-Target", "Authorization", "X-Amz-Date")}
        try:
            with urllib.request.urlopen(urllib.request.Request(BACKEND + self.path, data=body, headers=passed), timeout=60) as response:
                return self.answer(response.status, response.read(), [("Content-Type", "application/x-amz-json-1.0")])
        except urllib.error.HTTPError as error:
            return self.answer(error.code, error.read(), [("Content-Type", "application/x-amz-json-1.0")])

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Front)
print(f"listening {server.server_address[1]}", flush=True)
server.serve_forever()
