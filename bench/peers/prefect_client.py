"""Creates flow runs with Prefect's own client: for each line "<count> <prefix of keys>" prints how long each took, in ms.

Argument: the deployment's id. The server is the one of PREFECT_API_URL.
"""
import sys
import time

from prefect.client.orchestration import get_client

deployment = sys.argv[1]
with get_client(sync_client=True) as client:
    client.read_deployment(deployment)
    print("ready", flush=True)
    for line in sys.stdin:
        count, prefix = line.split()
        took = []
        for number in range(int(count)):
            job = f"{prefix}-{number}"
            started = time.perf_counter()
            client.create_flow_run_from_deployment(
                deployment,
                parameters={"job_id": job, "customer_id": "customer", "package_size": 5},
                name="Example Bakery (starter)",
                tags=["starter", f"job:{job}"],
                idempotency_key=job,
                work_queue_name="starter",
            )
            took.append((time.perf_counter() - started) * 1e3)
        print(*took, flush=True)
