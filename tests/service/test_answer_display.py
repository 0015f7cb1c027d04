"""An answer as people see it on the command line."""

from __future__ import annotations

from rich.console import Console

from service.display import show_answer


def shown(**answer: object) -> str:
    out = Console(record=True, width=160, force_terminal=False)
    with out.capture() as taken:
        show_answer({"language": "en", "answer": "…", **answer}, out)
    return taken.get()


def test_a_derived_measure_has_its_name_and_its_definition() -> None:
    row = {"agency": "某局", "year": 2024, "field": "rate.disclosure", "value": 40, "unit": "%"}
    said = shown(rows=[row], definition="disclosure rate = (granted + partially granted) / concluded in total")
    assert "rate.disclosure" not in said
    assert said.count("disclosure rate") == 2


def test_a_row_of_a_group_says_which_group_it_is() -> None:
    row = {"agency": None, "group": "county", "year": 2024, "field": "disclosure.fees.amount", "value": 3}
    assert "county level bodies" in shown(rows=[row])
