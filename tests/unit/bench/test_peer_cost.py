"""What processes cost is read from what the kernel tells."""

import os

from bench.peer.cost import alive, family, role_of, seconds_by_role, sizes_in, ticks_in

STAT = ["S", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "100", "20", "3", "4", "15"]  # as after the name


def test_a_family_is_whoever_was_started_by_one_of_it() -> None:
    parents = {10: 1, 11: 10, 12: 11, 20: 1, 21: 20}

    assert family([10], parents) == {10, 11, 12}


def test_who_is_gone_has_no_family() -> None:
    assert family([99], {10: 1, 11: 10}) == set()


def test_children_that_ended_count_too() -> None:
    assert ticks_in(STAT) == 100 + 20 + 3 + 4


def test_sizes_are_bytes_by_name() -> None:
    assert sizes_in("00400000-00500000 ---p 00000000\nRss:  2 kB\nPss: 1 kB\n") == {"Rss": 2048, "Pss": 1024}


def test_a_process_is_called_by_what_it_does() -> None:
    commands = (
        "python -m bot.main",
        "python -m bot.worker",
        "python server.py --releases x",
        "python -m rasa run",
        "x",
    )

    assert [role_of(command) for command in commands] == ["api", "worker", "nlu", "rasa", "other"]


def test_this_process_is_alive_and_has_cost_something() -> None:
    us = os.getpid()

    assert us in alive([us])
    assert sum(seconds_by_role([us]).values()) > 0
