"""The claims about `classify`, on real titles: accuracy, abstention, calibration, cold start, time and memory.

    python benchmarks/classify.py --real-data DIR            the table
    python benchmarks/classify.py --real-data DIR --baselines   with the plain baselines (needs scikit-learn)
    python benchmarks/classify.py --real-data DIR --defaults    what calibration.py starts from, fitted on train
    python benchmarks/classify.py --real-data DIR --folds       held-out provinces of train only: what choices rest on
    python benchmarks/classify.py --real-data DIR --agreed      titles that provinces agree on, never seen: a stand-in for consensus

Everything was chosen on train (held-out provinces, agreed titles) and dev; consensus is only looked at in the table.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import sys
import time
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from govinfo_cli.classification.calibration import Case, Odds, fitted
from govinfo_cli.classification.learning import Example, Learned, Node, agreed_names, learn
from govinfo_cli.classification.model import Texts
from govinfo_cli.classification.words import Words, words_of
from govinfo_cli.profile import load_profile
from govinfo_cli.yaml.reading import load

PROMISED = 0.95
FOLDS = 5
HERE = Path(__file__).parent


def rows(path: Path) -> list[dict]:
    raw = path.read_bytes()
    text = gzip.decompress(raw) if path.suffix == ".gz" else raw
    return [json.loads(line) for line in text.decode().splitlines() if line]


def texts(words: Words, row: dict) -> Texts:
    provider = words.provider(row["provider"])
    return Texts(f"^{words.core(row['title'])}$", words.running(row["abstract"]), f"^{provider}$" if provider else "")


def province(row: dict) -> str:
    """Portals of one province share a platform and its labels; only provinces are independent classers."""
    return row["id"].partition("_")[0]


def examples(words: Words, found: Iterable[dict]) -> list[Example]:
    return [Example(texts(words, row), row["label"], words.core(row["title"]), province(row)) for row in found]


def table(words: Words) -> list[Node]:
    """The 21 domains as a class table, with keywords of our own."""
    lines = load((HERE / "themes.yaml").read_bytes(), {})["codes"]
    return [Node(line["name"], tuple(map(words.plain, (line["name"], *line["keywords"].split())))) for line in lines]


def told(learned: Learned, asked: Sequence[Texts]) -> list[tuple[str, float]]:
    """For each the class with the highest score, and its confidence."""
    found = []
    for one in asked:
        scores = learned.scores(one)
        found.append((max(scores, key=lambda label: (scores[label], label)), learned.confidence(one, scores)))
    return found


def accuracy(said: Sequence[tuple[str, float]], found: Sequence[dict]) -> float:
    return sum(label == row["label"] for (label, _), row in zip(said, found, strict=True)) / len(found)


def calibration_error(said: Sequence[tuple[str, float]], found: Sequence[dict], bins: int = 10) -> float:
    """Expected calibration error over equal bins of confidence."""
    groups: dict[int, list[tuple[float, bool]]] = {}
    for (label, confidence), row in zip(said, found, strict=True):
        groups.setdefault(min(int(confidence * bins), bins - 1), []).append((confidence, label == row["label"]))
    return sum(
        abs(sum(confidence for confidence, _ in group) - sum(right for _, right in group)) for group in groups.values()
    ) / len(found)


def selective(said: Sequence[tuple[str, float]], found: Sequence[dict]) -> tuple[float, float]:
    """(share of what is decided, how often that is right)."""
    decided = [label == row["label"] for (label, sure), row in zip(said, found, strict=True) if sure >= PROMISED]
    return len(decided) / len(found), sum(decided) / max(len(decided), 1)


def baselines(train: Sequence[dict], sets: dict[str, Sequence[dict]]) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.naive_bayes import ComplementNB
    from sklearn.svm import LinearSVC

    def plain(found: Iterable[dict]) -> list[str]:
        return [f"{row['title']} {row['abstract']}" for row in found]

    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2)
    known, labels = vectors.fit_transform(plain(train)), [row["label"] for row in train]
    for name, kind in (
        ("char 1-3 TF-IDF + linear SVM", LinearSVC()),
        ("char 1-3 TF-IDF + complement NB", ComplementNB()),
    ):
        kind.fit(known, labels)
        for where, found in sets.items():
            right = sum(kind.predict(vectors.transform(plain(found))) == [row["label"] for row in found])
            print(f"{name:36} {where:10} accuracy {right / len(found):.4f}")


def folds(words: Words, train: Sequence[dict]) -> None:
    for held in ("zhejiang", "jiangsu", "anhui"):
        out = [row for row in train if province(row) == held]
        asked = [texts(words, row) for row in out]
        learned = learn(examples(words, (row for row in train if province(row) != held)), table(words), asked)
        print(f"without {held:10} accuracy {accuracy(told(learned, asked), out):.4f}")


def agreed(words: Words, train: Sequence[dict], dev: Sequence[dict]) -> None:
    """What consensus looks like, made without it: titles that two provinces agree on, all their rows left out.

    Those of train in outer folds, curve and all learned without the titles asked for; those of dev that train confirms.
    """
    known, new = examples(words, train), examples(words, dev)
    found: list[tuple[str, float, str]] = []
    titles = {one.core for one, _ in agreed_names(known)}
    for fold in range(FOLDS):
        held = set(sorted(titles)[fold::FOLDS])
        found += _never_seen(words, known, held, {(one.core, one.source): one for one in known if one.core in held})
    _tell_agreed("train", found)
    labels: dict[str, set[str]] = {}
    for one in known + new:
        labels.setdefault(one.core, set()).add(one.label)
    both = {one.core for one in known} & {one.core for one in new} - {""}
    held = {core for core in both if len(labels[core]) == 1}
    _tell_agreed("dev", _never_seen(words, known, held, {one.core: one for one in new if one.core in held}))


def _never_seen(
    words: Words, known: Sequence[Example], held: set[str], asked: dict[object, Example]
) -> list[tuple[str, float, str]]:
    """(proposed, confidence, true) for each in `asked`, after learning from what bears none of the names in `held`."""
    cases = list(asked.values())
    learned = learn([one for one in known if one.core not in held], table(words), [one.texts for one in cases])
    return [
        (label, sure, one.label)
        for (label, sure), one in zip(told(learned, [one.texts for one in cases]), cases, strict=True)
    ]


def _tell_agreed(name: str, found: Sequence[tuple[str, float, str]]) -> None:
    said, rows_ = [(label, sure) for label, sure, _ in found], [{"label": true} for *_, true in found]
    coverage, right = selective(said, rows_)
    print(
        f"{name:10} {len(found)} cases  accuracy {accuracy(said, rows_):.4f}  decided {coverage:.1%}, right {right:.1%}"
        f"  calibration error {calibration_error(said, rows_):.3f}"
    )
    for low, high in pairwise((0.8, 0.9, 0.95, 0.97, 0.99, 1.0)):
        band = [(label == true, sure) for label, sure, true in found if low <= sure < high]
        if band:
            sure = sum(sure for _, sure in band) / len(band)
            print(
                f"    {len(band):4} at {low:.2f} to {high:.2f}: told {sure:.3f}, right {sum(ok for ok, _ in band) / len(band):.3f}"
            )


def defaults(words: Words, train: Sequence[dict]) -> None:
    known = examples(words, train)
    for name, kept in (("learned", known), ("table only", [])):
        trials = agreed_names(known)
        learned = learn(kept, table(words), [one.texts for one, _ in trials])
        cases = [Case(learned.scores(one.texts, gone if kept else ()), one.label) for one, gone in trials]
        odds = fitted(cases, Odds(1.0), steady=0.5)
        right = sum(case.right for case in cases) / len(cases)
        print(name, round(odds.sharpness, 2), round(odds.noise, 3), f"accuracy {right:.3f} of {len(cases)}")


def main() -> None:
    asking = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asking.add_argument("--real-data", type=Path, required=True)
    for name in ("baselines", "defaults", "folds", "agreed"):
        asking.add_argument(f"--{name}", action="store_true")
    said = asking.parse_args()
    words = words_of(load_profile(["guide-2017"])[0])
    place = said.real_data / "themes"
    train = rows(place / "train.jsonl.gz")
    if said.folds or said.defaults:
        (folds if said.folds else defaults)(words, train)
        return
    dev = rows(place / "dev.jsonl.gz")
    if said.agreed:
        agreed(words, train, dev)
        return
    consensus = rows(place / "consensus.jsonl")
    if said.baselines:
        baselines(train, {"dev": dev, "consensus": consensus})

    start = time.perf_counter()
    learned = learn(examples(words, train), table(words), [texts(words, row) for row in dev])
    found = told(learned, [texts(words, row) for row in dev])
    spent = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    print(f"{len(train)} examples, {len(dev)} proposals: {spent:.1f} s, {memory:.0f} MB at most")
    print(f"dev        accuracy {accuracy(found, dev):.4f}")

    for name, kept in (("consensus", train), ("cold start", [])):
        asked = [texts(words, row) for row in consensus]
        found = told(learn(examples(words, kept), table(words), asked), asked)
        coverage, right = selective(found, consensus)
        print(
            f"{name:10} accuracy {accuracy(found, consensus):.4f}  decided {coverage:.1%}, right {right:.1%}"
            f"  calibration error {calibration_error(found, consensus):.3f}"
        )


if __name__ == "__main__":
    main()
