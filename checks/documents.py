"""What the documents say must be there: settings, targets, commands, links, words."""

import re
from pathlib import Path

from checks import ROOT, files
from checks.reference import pages, targets

DECISION = re.compile(r"^(\d{4})-[a-z0-9.-]+\.md$")
DECISION_PARTS = ("## Context", "## Decision", "## Rejected", "## Consequence")


def stale_pages(root: Path = ROOT) -> list[str]:
    """Generated pages that no longer equal what the code says."""
    return [
        f"{path}: out of date, run `make docs`"
        for path, text in pages().items()
        if not (root / path).exists() or (root / path).read_text("utf-8") != text
    ]


def unexplained_settings(root: Path = ROOT) -> list[str]:
    """Environment names that code or documents use and docs/reference/settings.md lacks."""
    reference = (root / "docs/reference/settings.md").read_text("utf-8")
    told = set(re.findall(r"PROMOTORA_[A-Z_]+[A-Z]", reference))
    found = []
    for path in files(root, ".py", ".md", ".yml"):
        if "tests" in path.relative_to(root).parts:
            continue
        used = set(re.findall(r"PROMOTORA_[A-Z_]+[A-Z]\b(?!_)", path.read_text("utf-8")))
        found += [f"{path.relative_to(root)}: {name} is explained nowhere" for name in used - told]
    return found


def unexplained_targets(root: Path = ROOT) -> list[str]:
    """Make targets without a `##` explanation."""
    told = targets(root / "Makefile")
    return [f"make {name}: not explained" for name, meaning in told.items() if not meaning]


def unexplained_addresses(root: Path = ROOT) -> list[str]:
    """Rows of the generated reference that explain nothing: a docstring is missing."""
    found = []
    for path in sorted((root / "docs/reference").glob("*.md")):
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("| `") and re.search(r"\|\s*\|$", line):
                found.append(f"{path.name}: {line.split('`')[1]} is not explained")
    return found


def unknown_commands(root: Path = ROOT) -> list[str]:
    """Commands in a document's code that do not exist (any more)."""
    known = targets(root / "Makefile")
    found = []
    for path in files(root, ".md"):
        text = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", path.read_text("utf-8"), re.S))
        where = path.relative_to(root)
        for name in re.findall(r"(?<!keys )\bmake ([a-z]+(?:-[a-z]+)*)", text):
            if name not in known:
                found.append(f"{where}: there is no `make {name}`")
        for module, verb in re.findall(r"python -m (\w[\w.]*)(?: ([a-z]+))?", text):
            if not offered(root, module, verb):
                found.append(f"{where}: there is no `python -m {module} {verb}`".rstrip("` ") + "`")
    return found


def offered(root: Path, module: str, verb: str) -> bool:
    """Whether a module of ours can be run, and knows the verb; others' are not our business."""
    parts = module.split(".")
    if not (root / parts[0]).is_dir():
        return True
    place = root.joinpath(*parts)
    for program in (place / "__main__.py", place.with_suffix(".py")):
        if program.exists():
            return not verb or re.search(rf"\b{verb}\b", program.read_text("utf-8")) is not None
    return False


def broken_links(root: Path = ROOT) -> list[str]:
    """Relative links of any document that lead nowhere."""
    found = []
    for path in files(root, ".md"):
        for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text("utf-8")):
            if re.match(r"[a-z]+:|#", target):
                continue
            if not (path.parent / target.split("#")[0]).exists():
                found.append(f"{path.relative_to(root)}: {target} leads nowhere")
    return found


def unused_words(root: Path = ROOT) -> list[str]:
    """Terms of GLOSSARY.md that no code and no data speaks."""
    spoken = "\n".join(
        path.read_text("utf-8").lower()
        for path in files(root, ".py", ".yml", ".html")
        if path.relative_to(root).parts[0] not in ("checks", "launch", "tests", "docs")
    )
    terms = re.findall(r"^\*\*([^*]+)\*\*", (root / "GLOSSARY.md").read_text("utf-8"), re.M)
    twice = {term for term in terms if terms.count(term) > 1}
    return [f"GLOSSARY.md: {term} has two meanings" for term in sorted(twice)] + [
        f"GLOSSARY.md: {term} is spoken by no code" for term in terms if not said(term, spoken)
    ]


def said(term: str, spoken: str) -> bool:
    """Whether a term is found as words, as_a_name, as-a-slug or AsAClass."""
    words = re.split(r"[ -]", term.lower())
    return re.search("[ _-]?".join(map(re.escape, words)), spoken) is not None


def odd_decisions(root: Path = ROOT) -> list[str]:
    """Decisions that are misnamed, numbered twice, incomplete, or missing from their index."""
    folder = root / "docs/decisions"
    index = (folder / "README.md").read_text("utf-8")
    found, numbers = [], set()
    for path in sorted(folder.glob("*.md")):
        if path.name == "README.md":
            continue
        named = DECISION.match(path.name)
        if not named or named[1] in numbers:
            found.append(f"{path.name}: needs a number of its own, as 0001-short-name.md")
        else:
            numbers.add(named[1])
        text = path.read_text("utf-8")
        found += [f"{path.name}: lacks {part!r}" for part in DECISION_PARTS if part not in text]
        if path.name not in index:
            found.append(f"{path.name}: missing from docs/decisions/README.md")
    return found
