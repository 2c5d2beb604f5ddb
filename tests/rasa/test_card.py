"""The card beside each model."""

from pathlib import Path

import pytest

from nlu import card
from nlu.reader import Reader
from nlu.taught import labelled_replies

FEW = 40


@pytest.fixture
def written(reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The card of the present model, scored on the first few replies of the evaluation."""
    few = list(labelled_replies(card.EVALUATION))[:FEW]
    monkeypatch.setattr(card, "CARDS", tmp_path / "cards")
    monkeypatch.setattr(card, "labelled_replies", lambda _: few)
    return card.write(reader.model, 12.3, reader).read_text("utf-8")


def test_the_card_says_what_the_model_was_made_from(written: str, reader: Reader) -> None:
    assert reader.model.model_id in written
    assert "data/nlu/es.jsonl" in written
    assert "nlu.meanings.MeaningClassifier" in written


def test_the_card_tells_how_right_the_model_is_and_how_often_when_it_is_sure(written: str) -> None:
    assert "emergencies missed" in written
    assert "| 0.99 to 1 |" in written


def test_the_card_quotes_no_reply_of_the_evaluation(written: str) -> None:
    long = [r["text"] for r in labelled_replies(card.EVALUATION) if len(r["text"]) > 40]

    assert [text for text in long if text in written] == []


def test_the_card_shows_every_form_in_both_languages(written: str) -> None:
    assert "`ciento veinte ochenta`" in written
    assert "`one twenty eighty`" in written


def test_a_model_trained_without_evaluation_says_so(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(card, "CARDS", tmp_path)
    monkeypatch.setattr(card, "EVALUATION", tmp_path / "nowhere")

    assert "Not measured" in card.write(reader.model, 1.0, reader).read_text("utf-8")
