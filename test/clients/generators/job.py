"""The main job of an integrator through the client that openapi-python-client makes: run by the test."""

import hashlib
import io
import json
import sys
import time

from jianzheng_client import AuthenticatedClient
from jianzheng_client.api.default import create_record, get_receipt, get_record, verify
from jianzheng_client.models import CreateRecordFilesBody, Problem, RecordView, Report, Verification
from jianzheng_client.types import File

base_url, token = sys.argv[1:]
client = AuthenticatedClient(base_url=base_url, token=token, raise_on_unexpected_status=True)
content = "time,kWh\n08:30,147\n".encode()

body = CreateRecordFilesBody(
    case="2026-0147", files=[File(payload=io.BytesIO(content), file_name="抄表.csv", mime_type="text/csv")]
)
made = create_record.sync(client=client, body=body, idempotency_key="job-2")
assert isinstance(made, RecordView), made
assert made.files[0].sha256 == hashlib.sha256(content).hexdigest()

while (receipt := get_receipt.sync_detailed(made.record_id, client=client)).status_code != 200:
    assert receipt.status_code == 202, receipt
    time.sleep(0.1)

# The bytes are the receipt, not what a parser made of them.
text = receipt.content.decode()


def verdict(data: bytes) -> str:
    given = {
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "sm3": made.files[0].sm3 if data == content else "0" * 64,
    }
    report = verify.sync(client=client, body=Verification.from_dict({"files": [given], "receipt": text}))
    assert isinstance(report, Report), report
    return str(report.verdict)


unknown = get_record.sync("f" * 64, client=client)
assert isinstance(unknown, Problem) and unknown.code == "record-not-found", unknown
print(json.dumps([201, verdict(content), verdict(content + b".")]))
