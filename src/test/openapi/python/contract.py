"""The contract of contract.ts with the client of OpenAPI Generator. Arguments: origins of pods, cookie, user."""

import itertools
import json
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parent.parent / "generated-python"))

from carillon_client import (  # noqa: E402
    ApiClient,
    ApiException,
    ChangeNotification,
    Configuration,
    CreateNotification,
    CreateNotifications,
    CreateStreamTicket,
    InboxApi,
    MarkRead,
    NotificationsApi,
    StreamTicketsApi,
)

pods, cookie, me = sys.argv[1:]
origins = itertools.cycle(pods.split(","))


class SpreadingClient(ApiClient):
    """Sends each request to the next pod, whichever one its address names."""

    def call_api(self, method, url, *arguments, **more):
        asked = urlsplit(url)
        return super().call_api(method, next(origins) + url[len(f"{asked.scheme}://{asked.netloc}") :], *arguments, **more)


client = SpreadingClient(Configuration(host=pods.split(",")[0]), header_name="Cookie", header_value=cookie)
notifications = NotificationsApi(client)
inbox = InboxApi(client)
key = f"contract-{time.time_ns()}"


def body(title, **more):
    return CreateNotification(type="contract", title=title, message="m", **more)


def create(title, idempotency_key=None, **more):
    return notifications.create_notification(create_notification=body(title, **more), idempotency_key=idempotency_key)


def equal(actual, expected):
    if actual != expected:
        raise AssertionError(f"{actual!r} instead of {expected!r}")


def rejected(status, code, call):
    try:
        call()
    except ApiException as failure:
        equal((failure.status, json.loads(failure.body)["code"]), (status, code))
    else:
        raise AssertionError("Not rejected")


first = create("first", key, user_id=me, data={"room": "A"})
equal((first.title, first.is_read, first.action_url), ("first", False, None))
equal(create("first", key, user_id=me, data={"room": "A"}).id, first.id)
rejected(409, "key_reused", lambda: create("other", key))
equal([one.title for one in create("first", user_ids=[me, "somebody"]).notifications], ["first", "first"])
# The client itself rejects an empty title; this one is past its check.
untitled = CreateNotification.model_construct(type="contract", title="", message="m")
rejected(400, "invalid_field", lambda: notifications.create_notification(create_notification=untitled))
batch = CreateNotifications(notifications=[body("first"), body("second")])
equal(len(notifications.create_notifications(create_notifications=batch).notifications), 2)

page = inbox.list_notifications(limit=2)
equal(len(page.notifications), 2)
rest = inbox.list_notifications(before=page.next_before)
equal((rest.next_before, rest.notifications[-1].id), (None, first.id))
equal(inbox.count_unread().count, 4)
equal(inbox.change_notification(id=first.id, change_notification=ChangeNotification(is_read=True)).is_read, True)
equal(inbox.mark_read(mark_read=MarkRead(through=page.notifications[0].id)).count, 0)
equal(inbox.get_notification(id=first.id).title, "first")
inbox.delete_notification(id=first.id)
rejected(404, "not_found", lambda: inbox.get_notification(id=first.id))
ticket = StreamTicketsApi(client).create_stream_ticket(create_stream_ticket=CreateStreamTicket())
equal(len(ticket.ticket), 43)
print("holds")
