from copydesk.aws.queues.sending import LONGEST_PAUSE, pause_before_retry


def test_each_try_waits_longer_up_to_a_quarter_of_an_hour() -> None:
    pauses = [pause_before_retry(count, chance=lambda: 1.0) for count in range(1, 8)]
    assert pauses == [30, 60, 120, 240, 480, LONGEST_PAUSE, LONGEST_PAUSE]


def test_half_of_the_wait_is_chance() -> None:
    assert pause_before_retry(2, chance=lambda: 0.0) == 30
