"""Lists dead letters, sends them through their own queue again after a fix, and follows each to its outcome."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from itertools import batched
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from copydesk.aws.clients import sqs_client
from copydesk.aws.queues.envelopes import arrivals
from copydesk.aws.queues.sending import REASON, SENT_AT, sent_at
from copydesk.aws.s3 import inline_source
from copydesk.cli.sending.queues import waiting
from copydesk.cli.sending.rejects import Outcome, Way, outcome
from copydesk.cli.sending.urls import Request, requests_for
from copydesk.errors import Reject
from copydesk.pipeline.messages import Inline, Pointer, UrlOnly
from copydesk.stack.target import Target
from copydesk.storage.operations.rejects import rejects_of
from copydesk.web.redaction import redacted_start
from copydesk.web.urls import normalize_url

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

#: The number of letters that one call of SQS receives. They are sent concurrently, one per call, because ten may be too
#: large for one call.
_BATCH = 10
#: The seconds for which letters stay hidden. This is longer than sending ten letters, or than looking at all of them.
_HIDDEN_SECONDS = 60
#: The most letters of a queue that are searched for those that came back, and the characters of a body that are shown.
_SEARCHED, _SHOWN = 1_000, 200
#: The cause of letters without a reason. SQS itself moves a message after too many receives.
RECEIVED_TOO_OFTEN = "received too often; the log says why"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A dead letter. `cause` is why it is dead. `start` is the beginning of its body, without secrets.

    A letter that was sent again and comes back has another id. Its `digest` and the time of its first sending stay.
    """

    letter_id: str
    cause: str
    sent_at: str
    digest: str
    start: str

    @property
    def identity(self) -> tuple[str, str]:
        return self.digest, self.sent_at


def letters_in(client: "SQSClient", *, letters_url: str, most: int | None = None) -> list[Letter]:
    """Returns the letters of a queue, at most `most`. They stay there."""
    messages = [each for part in _parts(client, letters_url, most) for each in part]
    _show(client, letters_url, messages)
    return [_letter(each) for each in messages]


def any_letter(_letter: Letter) -> bool:
    return True


def unnoted(_letter: Letter, _body: str) -> None:
    """Does nothing, because nobody follows the letters."""


def send_letters_again(
    client: "SQSClient",
    *,
    letters_url: str,
    queue_url: str,
    is_wanted: Callable[[Letter], bool] = any_letter,
    note: Callable[[Letter, str], None] = unnoted,
) -> Iterator[int]:
    """Moves the wanted letters that are there now. Yields after each step how many it moved.

    `note` is called with each letter and its body before the letter is sent. A letter is sent before it is deleted, so
    it may be sent twice, but is never lost. A letter that fails again meanwhile stays for the next time. The redrive of
    SQS would lose the time at which a message was first sent. Pages without a time of their own are ordered by it, so
    an old page would count as the newest.

    A letter that cannot be sent stays, and the others are sent all the same. The first error is raised at the end.
    """
    move = partial(_failure_of_move, client, letters_url, queue_url)
    others: list[MessageTypeDef] = []
    failures: list[Exception] = []
    try:
        with ThreadPoolExecutor(_BATCH) as pool:
            for part in _parts(client, letters_url):
                letters = [(_letter(message), message) for message in part]
                chosen = [(letter, message) for letter, message in letters if is_wanted(letter)]
                others += [message for letter, message in letters if not is_wanted(letter)]
                for letter, message in chosen:
                    note(letter, message["Body"])
                messages = [message for _, message in chosen]
                ends = list(pool.map(move, messages))
                others += [message for message, failure in zip(messages, ends, strict=True) if failure]
                failures += filter(None, ends)
                yield ends.count(None)
    finally:
        _show(client, letters_url, others)
    if failures:
        raise failures[0]


def _parts(client: "SQSClient", letters_url: str, most: int | None = None) -> "Iterator[list[MessageTypeDef]]":
    """Yields the letters that are there now, at most ten at a time. They are hidden for a while.

    If this takes longer than they stay hidden, it receives the first of them again, and ends.
    """
    count = waiting(letters_url)
    left, seen = count if most is None else min(count, most), set[str]()
    while left > len(seen) and (found := _received(client, letters_url, at_most=left - len(seen))):
        new = [each for each in found if each["MessageId"] not in seen]
        if not new:
            return
        seen.update(each["MessageId"] for each in new)
        yield new


def _received(client: "SQSClient", letters_url: str, *, at_most: int) -> "list[MessageTypeDef]":
    answer = client.receive_message(
        QueueUrl=letters_url,
        MaxNumberOfMessages=min(_BATCH, at_most),
        VisibilityTimeout=_HIDDEN_SECONDS,
        WaitTimeSeconds=1,
        MessageAttributeNames=[SENT_AT, REASON],
        MessageSystemAttributeNames=["SentTimestamp", "MessageGroupId"],
    )
    return answer.get("Messages", [])


def _show(client: "SQSClient", letters_url: str, messages: "Sequence[MessageTypeDef]") -> None:
    """Makes letters visible again. One whose time is over already is visible."""
    for part in batched(messages, _BATCH, strict=False):
        entries: Any = [
            {"Id": str(number), "ReceiptHandle": each["ReceiptHandle"], "VisibilityTimeout": 0}
            for number, each in enumerate(part)
        ]
        client.change_message_visibility_batch(QueueUrl=letters_url, Entries=entries)


def _letter(message: "MessageTypeDef") -> Letter:
    return Letter(
        letter_id=message["MessageId"],
        cause=_attribute(message, REASON) or RECEIVED_TOO_OFTEN,
        sent_at=sent_at(message["Attributes"]["SentTimestamp"], attribute=_attribute(message, SENT_AT)),
        digest=sha256(message["Body"].encode("utf-8", "backslashreplace")).hexdigest(),
        start=redacted_start(message["Body"], _SHOWN),
    )


def _attribute(message: "MessageTypeDef", name: str) -> str | None:
    found = message.get("MessageAttributes", {}).get(name)
    return found.get("StringValue") if found else None


def _failure_of_move(
    client: "SQSClient", letters_url: str, queue_url: str, message: "MessageTypeDef"
) -> Exception | None:
    """Moves a letter, and returns the error if AWS refuses it or does not answer."""
    try:
        _move(client, letters_url, queue_url, message)
    except (BotoCoreError, ClientError) as failure:
        return failure
    return None


def _move(client: "SQSClient", letters_url: str, queue_url: str, message: "MessageTypeDef") -> None:
    group: Any = {name: value for name, value in message["Attributes"].items() if name == "MessageGroupId"}
    client.send_message(
        QueueUrl=queue_url,
        MessageBody=message["Body"],
        MessageAttributes={SENT_AT: {"DataType": "String", "StringValue": _letter(message).sent_at}},
        **group,
    )
    client.delete_message(QueueUrl=letters_url, ReceiptHandle=message["ReceiptHandle"])


@dataclass(frozen=True, slots=True, kw_only=True)
class SentLetter:
    """A letter that was sent again at `since`, and the pages that it asks for.

    Its outcome is that of its pages. If it names none, only a refusal of its `message` shows, or its return.
    """

    letter: Letter
    since: str
    pages: tuple[Way | Request, ...]
    message: str = ""


def to_follow(letter: Letter, body: str, *, since: str, place: Target) -> SentLetter:
    """Returns what is needed to follow a letter. It must be called before the letter is sent."""
    pages: list[Way | Request] = []
    for arrival in arrivals(body, sent_at=letter.sent_at):
        match arrival:
            case Pointer(source=source):
                pages.append(Way(source, since))
            case Inline():
                pages.append(Way(inline_source(arrival, place.raw_bucket), since))
            case UrlOnly(url=url):
                pages += _requests(url, place)
    return SentLetter(letter=letter, since=since, pages=tuple(pages), message="" if pages else body)


def _requests(url: str, place: Target) -> list[Request]:
    try:
        return requests_for([normalize_url(url)], place)
    except Reject:
        return []


@dataclass(slots=True)
class Returns:
    """The letters that are in the dead-letter queues of a stack.

    A letter of one queue may come back in another. The queues are read only if their lengths changed since.
    """

    place: Target
    _counts: tuple[int, ...] = ()
    _letters: Mapping[tuple[str, str], Letter] = field(default_factory=dict)

    def look(self) -> None:
        urls = [letters_url for _, letters_url in self.place.queues.values()]
        counts = tuple(map(waiting, urls))
        if counts == self._counts:
            return
        found = [
            letter
            for url, count in zip(urls, counts, strict=True)
            if count
            for letter in letters_in(sqs_client(), letters_url=url, most=_SEARCHED)
        ]
        self._letters = {letter.identity: letter for letter in found}
        # A letter that someone else looks at is hidden for a moment. Then the next look reads the queues again.
        is_whole = len(found) == sum(min(count, _SEARCHED) for count in counts)
        self._counts = counts if is_whole else ()

    def of(self, letter: Letter) -> Letter | None:
        """Returns a letter that came back as it was found last, or None."""
        return self._letters.get(letter.identity)


def outcome_of_letter(sent: SentLetter, place: Target, returns: Returns) -> Outcome | None:
    """Returns the outcome of a letter, or None while it is on its way. Of several pages, a refused one counts first."""
    ends = [outcome(page, place) for page in sent.pages]
    known = [end for end in ends if end is not None]
    if known and len(known) == len(ends):
        return next((end for end in known if end.how == "refused"), known[0])
    if not sent.pages:
        refused = rejects_of(source=None, message=sent.message)
        if refused and refused[0].last_seen >= sent.since:
            return Outcome(how="refused", reject=refused[0])
    back = returns.of(sent.letter)
    return Outcome(how="dead", cause=back.cause) if back else None
