"""Shows dead letters by queue and cause. One, all of a cause or all of a queue can be sent through again."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from botocore.exceptions import BotoCoreError, ClientError

from copydesk.aws.clients import sqs_client
from copydesk.cli.inspector.markup import NOTHING, Html, isolated, joined, tag, text
from copydesk.cli.sending.dead_letters import Letter, SentLetter, any_letter, letters_in, send_letters_again, to_follow
from copydesk.cli.sending.queues import clock, waiting
from copydesk.cli.sending.rejects import MOST_FOLLOWED
from copydesk.cli.web_console.layout import form, link, moment, note, page, table
from copydesk.cli.web_console.sent import Batches
from copydesk.cli.web_console.server import Answer, Asked
from copydesk.stack.problems import Problem
from copydesk.stack.target import Target

#: The most letters of a queue that are read, and the most of a cause that are listed.
_READ, _LISTED = 1_000, 10

type Groups = Mapping[str, Sequence[Letter]]


def letters_page(asked: Asked, place: Target) -> Answer:
    """Shows the number of dead letters per queue. It reads the letters only on request, because that hides them."""
    counts = {name: waiting(letters_url) for name, (_, letters_url) in place.queues.items()}
    is_read = asked.query.get("why") == "1"
    rows = ((text(name), text(f"{count:,}"), _all_again(asked, name, count)) for name, count in counts.items())
    listed = table("Dead letters by queue", ("queue", "dead letters", "action"), rows)
    parts = [listed] if counts else [note("The stack names no queues.")]
    if counts and not any(counts.values()):
        parts.append(note("No message is dead."))
    if is_read:
        parts += [_section(asked, name, place) for name, count in counts.items() if count]
    elif any(counts.values()):
        parts.append(tag("p", link("Show them by cause", "letters", query={"why": "1"}), text(
            ". That reads each letter, so that others do not see it for a moment.")))  # fmt: skip
    about = note("A dead letter is a message that failed too often. Send it again once its cause is mended.")
    return page(asked, "Dead letters", about, *parts, at="/letters")


def _all_again(asked: Asked, queue: str, count: int) -> Html:
    label = f"Send all {count:,} again"
    return form(asked, "/letters/redrive", label, f"of {queue}", queue=queue) if count else NOTHING


def _section(asked: Asked, queue: str, place: Target) -> Html:
    letters = letters_in(sqs_client(), letters_url=place.queues[queue][1], most=_READ)
    told = [note(f"The first {_READ:,} are shown.")] if len(letters) == _READ else []
    groups = (_group(asked, queue, cause, found) for cause, found in by_cause(letters).items())
    return tag("section", tag("h2", text(queue)), *told, *groups, class_="group")


def by_cause(letters: Sequence[Letter]) -> Groups:
    """Returns letters by their causes, the largest group first, each with the letter that was sent first."""
    groups: dict[str, list[Letter]] = defaultdict(list)
    for letter in sorted(letters, key=lambda letter: letter.sent_at):
        groups[letter.cause].append(letter)
    return dict(sorted(groups.items(), key=lambda pair: -len(pair[1])))


def _group(asked: Asked, queue: str, cause: str, letters: Sequence[Letter]) -> Html:
    count = f"{len(letters):,}"
    again = form(asked, "/letters/redrive", f"Send these {count} again", f"of {queue}, {cause}", queue=queue,
                 cause=cause) if len(letters) > 1 else NOTHING  # fmt: skip
    heading = tag("h3", isolated(cause, most=300), text(" "), tag("span", text(count), class_="count"))
    shown = "" if len(letters) <= _LISTED else f", the first {_LISTED} of {count}"
    rows = (_row(asked, queue, letter) for letter in letters[:_LISTED])
    listed = table(f"{queue}: {cause[:100]}{shown}", ("message", "first sent", "action"), rows)
    return joined([tag("div", heading, again, class_="bar"), listed])


def _row(asked: Asked, queue: str, letter: Letter) -> tuple[Html, ...]:
    return (
        isolated(letter.start, most=200),
        moment(letter.sent_at),
        form(asked, "/letters/redrive", "Send again", letter.start[:60], queue=queue, letter=letter.letter_id),
    )


def redrive_letters(asked: Asked, batches: Batches) -> Answer:
    """Sends a letter, all of a cause or all of a queue again. It leads to the page that follows them."""
    told = asked.form or {}
    queue = told.get("queue", "")
    if queue not in batches.place.queues:
        raise Problem("There is no such queue.", "Load the page again.")
    letters, count = _sent(queue, _wanted(told), batches.place)
    if not count:
        raise Problem("Nothing of that is there by now.", "Load the page again.")
    return Answer(body="", status=303, location=batches.add_letters(letters, _what(told, queue), count=count))


def _sent(queue: str, is_wanted: Callable[[Letter], bool], place: Target) -> tuple[list[SentLetter], int]:
    """Sends letters, and returns the first of them to follow, and how many there are.

    If some cannot be sent, the others are followed. Raises the error of AWS if none can.
    """
    queue_url, letters_url = place.queues[queue]
    followed, since = list[SentLetter](), clock(queue_url)

    def note_letter(letter: Letter, body: str) -> None:
        # A letter is sent even if the state of its pages cannot be read, which following needs.
        with suppress(BotoCoreError, ClientError):
            if len(followed) < MOST_FOLLOWED:
                followed.append(to_follow(letter, body, since=since, place=place))

    moved = send_letters_again(
        sqs_client(), letters_url=letters_url, queue_url=queue_url, is_wanted=is_wanted, note=note_letter
    )
    count = 0
    try:
        for part in moved:
            count += part
    except (BotoCoreError, ClientError):
        if not count:
            raise
    return followed, count


def _wanted(told: Mapping[str, str]) -> Callable[[Letter], bool]:
    if "letter" in told:
        return lambda letter: letter.letter_id == told["letter"]
    return (lambda letter: letter.cause == told["cause"]) if "cause" in told else any_letter


def _what(told: Mapping[str, str], queue: str) -> str:
    one = f"One letter of the {queue} queue"
    return one if "letter" in told else f"{queue}: {told.get('cause', 'all dead letters')}"
