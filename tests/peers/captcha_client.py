"""A published client of 2Captcha's API v2 (async-2captcha) against a stand-in: `captcha_client.py URL KEY IMAGE_BASE64`.

2Captcha's own Python and JavaScript clients speak API v1 (in.php) only. What this one sends is compared with what we send.
"""
import asyncio
import sys

from async_2captcha.client import Async2Captcha
from async_2captcha.enums import TaskType

PAGE, SITE_KEY = 'http://site.example/add', '0x4AAAAAAAsitekey'


async def main(url, key, image):
    client = Async2Captcha(key)
    client.session.base_url = url
    for kind, payload in [(TaskType.IMAGE_TO_TEXT_TASK, {'body': image}),
                          (TaskType.TURNSTILE_PROXYLESS, {'websiteURL': PAGE, 'websiteKey': SITE_KEY}),
                          (TaskType.RECAPTCHA_V2_TASK_PROXYLESS, {'websiteURL': PAGE, 'websiteKey': SITE_KEY}),
                          (TaskType.RECAPTCHA_V2_ENTERPRISE_TASK_PROXYLESS, {'websiteURL': PAGE, 'websiteKey': SITE_KEY})]:
        running = await client.create_task(kind, payload)
        task = await client.get_task_result(running.task.task_id)  # processing
        task = await client.get_task_result(running.task.task_id)
        print(kind.value, 'ready' if task.is_ready() else task.status, task.cost, sorted(task.solution))
        await (running.report_incorrect() if kind == TaskType.IMAGE_TO_TEXT_TASK else running.report_correct())
    # Its get_balance() posts to another method: the documented one by hand, with its own session.
    print('balance', (await client.session.post('/getBalance'))['balance'] > 0)


asyncio.run(main(*sys.argv[1:4]))
