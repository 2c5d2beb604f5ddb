"""`python -m nlu.danger_words`: learn how much each word speaks for danger, for the safety net.

Words alone and few of them, so that the net can use them without any model and a person can read
them. Writes data/danger_words.tsv; run it whenever data/nlu changes (`make danger-words`).
"""

import hashlib
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Mapping, Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from nlu.taught import FOLDER, labelled_replies
from red_flags.danger_words import BEGINNING, plain

FILE = Path("data/danger_words.tsv")
RARE = 3  # a word must stand in as many replies to be weighed
LEAST = 0.1  # a weight nearer to nothing is left out
FEW_WORDS = 1.0  # how freely weights are given; more would take up words of chance
HEAD = (
    "How much each word speaks for danger (above 0) or against it, learnt from data/nlu.",
    "Written by `make danger-words`; not to be edited by hand. Of use only beside a phrase of",
    "danger of data/languages: where its words speak against it, the model is asked before a page.",
)


def learnt_from(folder: Path = Path(FOLDER)) -> str:
    """Twelve hex digits over the replies; a test sees to it that the weights fit them."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.jsonl")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def weights(replies: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Word -> weight, the heaviest first, with what speaks at the beginning."""
    said = [sorted(set(plain(reply["text"]))) for reply in replies]
    known = sorted(w for w, n in Counter(w for r in said for w in r).items() if n >= RARE)
    learner = LogisticRegression(C=FEW_WORDS, penalty="l1", solver="liblinear", random_state=1)
    learner.fit(_rows(said, known), [_dangerous(reply["gold"]) for reply in replies])
    learnt = zip(known, learner.coef_[0], strict=True)
    told = [(word, round(float(weight), 2)) for word, weight in learnt if abs(weight) >= LEAST]
    heaviest_first = sorted(told, key=lambda item: (-item[1], item[0]))
    return {BEGINNING: round(float(learner.intercept_[0]), 2), **dict(heaviest_first)}


def _rows(said: Sequence[Sequence[str]], known: Sequence[str]) -> csr_matrix:
    """A row per reply: its words, the shorter the reply the more each counts."""
    column = {word: place for place, word in enumerate(known)}
    cells = [
        (row, column[word], len(words) ** -0.5)
        for row, words in enumerate(said)
        for word in words
        if word in column
    ]
    rows, columns, counts = (np.array(part) for part in zip(*cells, strict=True))
    return csr_matrix((counts, (rows, columns)), shape=(len(said), len(known)))


def _dangerous(gold: Mapping[str, Any]) -> bool:
    return any(label["act"] == "emergency" for label in (gold, *(gold.get("alt") or [])))


def main() -> None:
    told = weights(list(labelled_replies()))
    notes = [f"# {note}" for note in (*HEAD, f"Learnt from: {learnt_from()}")]
    lines = [f"{word}\t{weight}" for word, weight in told.items()]
    FILE.write_text("\n".join([*notes, *lines]) + "\n", "utf-8")
    sys.stdout.write(f"{FILE}: {len(told) - 1} words\n")


if __name__ == "__main__":
    main()
