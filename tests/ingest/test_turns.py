"""Pages that are read side by side come out in their order, never too many at a time, and fail in their turn."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Barrier, Event, Lock, get_ident

import pytest

from ingest.ruled import Sheet
from ingest.scan.reader import PictureReader
from ingest.scan.turns import MOST_AT_ONCE, Work, pages_at_once, side_by_side

SOON = 5.0  # seconds that only a deadlock takes


def page(number: int) -> Sheet:
    return Sheet(number=number, width=595, height=842, parts=())


def works(total: int) -> Iterator[Work]:
    return (lambda number=number: page(number) for number in range(1, total + 1))


@pytest.mark.parametrize("at_once", [1, 2, 3])
def test_pages_come_out_in_their_order_however_many_are_in_work(at_once: int):
    assert [sheet.number for sheet in side_by_side(works(9), at_once)] == list(range(1, 10))


def test_two_pages_are_in_work_at_the_same_time():
    together = Barrier(2, timeout=SOON)

    def meet(number: int) -> Sheet:
        together.wait()
        return page(number)

    assert len(list(side_by_side([lambda: meet(1), lambda: meet(2)], 2))) == 2


def test_a_page_that_takes_long_is_still_first():
    second_done = Event()

    def first() -> Sheet:
        assert second_done.wait(SOON)
        return page(1)

    def second() -> Sheet:
        second_done.set()
        return page(2)

    assert [sheet.number for sheet in side_by_side([first, second], 2)] == [1, 2]


def test_never_more_pages_are_in_work_than_told():
    counting, in_work, most = Lock(), 0, 0

    def counted(number: int) -> Sheet:
        nonlocal in_work, most
        with counting:
            in_work += 1
            most = max(most, in_work)
        sheet = page(number)
        with counting:
            in_work -= 1
        return sheet

    list(side_by_side((lambda number=number: counted(number) for number in range(60)), 2))
    assert most <= 2


def test_pages_are_begun_only_a_little_ahead_of_what_is_taken():
    begun: list[int] = []

    def begin() -> Iterator[Work]:
        for number in range(60):
            begun.append(number)
            yield lambda number=number: page(number)

    taken = side_by_side(begin(), 2)
    next(taken)
    assert len(begun) == 3
    taken.close()


def unreadable() -> Sheet:
    raise ValueError("page 2")


def test_an_error_comes_in_its_pages_turn_and_ends_it():
    taken = side_by_side([lambda: page(1), unreadable, lambda: page(3)], 2)
    assert next(taken).number == 1
    with pytest.raises(ValueError, match="page 2"):
        next(taken)
    assert list(taken) == []


def test_an_error_on_the_way_to_a_page_comes_after_the_pages_before_it():
    def broken() -> Iterator[Work]:
        yield from works(2)
        raise ValueError("page 3")

    seen: list[int] = []
    with pytest.raises(ValueError, match="page 3"):
        seen.extend(sheet.number for sheet in side_by_side(broken(), 2))
    assert seen == [1, 2]


def test_who_stops_early_waits_for_what_has_begun_and_begins_nothing_more():
    begun, ended = Event(), Event()
    may_end = Event()

    def second() -> Sheet:
        begun.set()
        may_end.wait(SOON)
        ended.set()
        return page(2)

    def first() -> Sheet:
        assert begun.wait(SOON)
        return page(1)

    taken = side_by_side([first, second, unreadable], 2)
    next(taken)
    may_end.set()
    taken.close()
    assert ended.is_set()


def test_progress_is_told_in_order_and_by_the_thread_that_asked():
    told: list[tuple[int, int, int]] = []
    reader = PictureReader(progress=lambda number, pages: told.append((number, pages, get_ident())))
    assert len(list(reader.sheets(works(5), 5))) == 5
    assert told == [(number, 5, get_ident()) for number in range(1, 6)]


def test_a_page_that_needs_no_reading_is_not_told():
    told: list[tuple[int, int]] = []
    reader = PictureReader(progress=lambda *at: told.append(at))
    assert [sheet.number for sheet in reader.sheets([page(1), lambda: page(2), page(3)], 3)] == [1, 2, 3]
    assert told == [(2, 3)]


def test_the_cores_a_process_is_given_say_how_many_pages_are_in_work(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert pages_at_once() == 1
    monkeypatch.setenv("OMP_NUM_THREADS", "64")
    assert pages_at_once() == MOST_AT_ONCE
    monkeypatch.delenv("OMP_NUM_THREADS")
    assert 1 <= pages_at_once() <= MOST_AT_ONCE
