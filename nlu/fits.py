"""Does a trained model fit the present sources? `python -m nlu.fits` exits 0 when one does."""

import hashlib
import json
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, Optional

MODELS = Path("models")
# What a model is made from. tests/ and docs/ are not in it: they change no interpretation.
SOURCES = ("data", "config.yml", "domain.yml", "nlu", "red_flags")
LEARNT_FROM = (".yml", ".py", ".jsonl", ".tsv")
METADATA = "metadata.json"


@dataclass(frozen=True)
class Model:
    """A trained archive and the id Rasa reports once it is loaded."""

    path: Path
    model_id: str

    @property
    def note(self) -> Path:
        return self.path.with_name(self.path.name.replace(".tar.gz", ".json"))


def sources(root: Path = Path(".")) -> Iterator[Path]:
    """Every file a model depends on, in a fixed order."""
    for name in SOURCES:
        place = root / name
        found = [place] if place.is_file() else sorted(place.rglob("*"))
        yield from (p for p in found if p.is_file() and p.suffix in LEARNT_FROM)


def fingerprint(root: Path = Path(".")) -> str:
    """Twelve hex digits over every source: they stand in the model's file name."""
    digest = hashlib.sha256()
    for path in sources(root):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def model_for(fingerprinted: str, models: Path = MODELS) -> Path:
    return models / f"promotora-{fingerprinted}.tar.gz"


def model_id(archive: Path) -> str:
    """The id inside an archive; the one `/status` must answer when that archive is loaded."""
    with tarfile.open(archive) as opened:
        [name] = [n for n in opened.getnames() if n.split("/")[-1] == METADATA and n.count("/") < 2]
        inside = opened.extractfile(name)
        assert inside is not None
        return str(json.loads(inside.read())["model_id"])


def fitting(models: Path = MODELS, root: Path = Path(".")) -> Optional[Model]:
    """The model trained from exactly these sources, if it is there and whole."""
    path = model_for(fingerprint(root), models)
    note = Model(path, "").note
    if not (path.is_file() and note.is_file()):
        return None
    told = json.loads(note.read_text("utf-8"))
    whole = hashlib.sha256(path.read_bytes()).hexdigest() == told["sha256"]
    return Model(path, told["model_id"]) if whole else None


def keep_note(path: Path, seconds: float) -> Model:
    """Write beside a fresh archive what it is, so that a half-written one is never taken."""
    model = Model(path, model_id(path))
    told = {
        "model": path.name,
        "model_id": model.model_id,
        "sources": path.name.removeprefix("promotora-").removesuffix(".tar.gz"),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "bytes": path.stat().st_size,
        "training_seconds": round(seconds, 1),
    }
    model.note.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    return model


def main() -> int:
    model = fitting()
    if model is None:
        sys.stderr.write("No trained model fits the present sources. Next step: make train\n")
        return 1
    sys.stdout.write(f"{model.path} {model.model_id}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
