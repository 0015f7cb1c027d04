"""What an ablation takes away is gone within it, and back after it."""

from __future__ import annotations

from eval.ablation import ABLATIONS, ablated
from eval.generate import make_report, wide_order
from extraction import extract_traced
from ingest.document import Reading
from ingest.ocr import rapid
from tests.extraction.noisy_readings import NOISE, Recogniser, scanned
from tests.ingest.test_ctc import steps


def choices_in_a_worn_scan() -> int:
    recogniser = Recogniser(noise=NOISE[0.05], seed="ablation")
    return len(extract_traced(scanned(make_report(wide_order(1)), recogniser))[1].choices)


def test_what_is_taken_away_is_gone_and_comes_back() -> None:
    for name in ABLATIONS:
        with ablated(name):
            kept = choices_in_a_worn_scan() > 0
            constrained = rapid.number_or_words.__module__ == "ingest.ocr.ctc"
        assert (constrained, kept) == {
            "without constrained decoding": (False, True),
            "without arithmetic choice": (True, False),
            "without either": (False, False),
        }[name]
    with ablated(None):
        assert choices_in_a_worn_scan() > 0
    assert rapid.number_or_words.__module__ == "ingest.ocr.ctc"


def test_without_constrained_decoding_a_number_may_be_read_as_letters() -> None:
    scores, letter = steps({"0": 0.9}), Reading(text="U", probability=0.6)
    assert rapid.number_or_words(scores, letter)[0].text == "0"
    with ablated("without constrained decoding"):
        assert rapid.number_or_words(scores, letter) == (letter,)
