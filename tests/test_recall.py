"""What an earlier run found is never needed and never wrong: with it and without it every byte is the same."""

from __future__ import annotations

import os
import random
import shutil
from datetime import date

import pytest
import shuffled
from repositories import commit, git, lay

from govinfo_cli import validation
from govinfo_cli.git.checkout import kept
from govinfo_cli.memory import dependence, recall, store, touched
from govinfo_cli.source import Folder
from govinfo_cli.validation import Request

DAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def small(tmp_path_factory, monkeypatch):
    """A few entries are worth keeping, and the keys are the test's own."""
    monkeypatch.setattr(validation, "_WORTH_KEEPING", 1)
    monkeypatch.setattr(recall, "_CHUNK", 3)
    monkeypatch.setattr(touched, "_SETTLED", 0)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def recalled(monkeypatch):
    """How each run came by its entries: "all" was looked at, or "some" or "none" of what an earlier run knew."""
    said = []
    before = recall.Memory.recall

    def watched(self, *arguments):
        found = before(self, *arguments)
        said.append("all" if found is None else "some" if found.whole is None else "none")
        return found

    monkeypatch.setattr(recall.Memory, "recall", watched)
    return said


def outcome(root, **asked):
    try:
        found = validation.validate(Folder(root), Request(DAY, **asked))
    except validation.NothingMatched as nothing:
        return str(nothing)
    return found._replace(profile=found.profile.names)


def same(root, **asked):
    """A run that may recall finds what one finds that may not."""
    expected = outcome(root, cached=False, **asked)
    found = outcome(root, **asked)
    assert found == expected
    return found


def settle(root):
    """The checkout is old: no time stamp is in doubt."""
    for place in (root / "catalog").rglob("*"):
        os.utime(place, (1_700_000_000, 1_700_000_000))
    tick(root)
    git(root, "update-index", "--refresh")


def tick(root):
    """Until the clock of the file system has gone on."""
    place = root / ".clock"
    place.touch()
    before = place.stat().st_ctime_ns
    while place.stat().st_ctime_ns == before:
        place.touch()
    place.unlink()


def entry(number: int, name: str = "", more: str = "") -> str:
    return f"code: 30304601/{number:06}\nname: {name or f'资源{number}'}\nowner: 人事局\n{more}"


def path(number: int) -> str:
    return f"catalog/人事局/30304601-{number:06}_资源{number}.yaml"


@pytest.fixture
def root(tmp_path):
    files = {path(number): entry(number) for number in range(1, 12)}
    files["catalog/catalog.yaml"] = "schemaVersion: 1\ntitle: 目录\npublisher: {name: 本院}\nprofile: [measures-2019]\n"
    files["catalog/owners.yaml"] = '人事局: {kind: 机关部门, class: "30304601"}\n'
    git(tmp_path, "init", "-q")
    commit(tmp_path, files)
    settle(tmp_path)
    outcome(tmp_path)
    assert kept(tmp_path).exists()
    return tmp_path


CHANGES = {
    "nothing": (lambda root: None, "none"),
    "an edit": (lambda root: lay(root, {path(3): entry(3, more="abstract: 说明\n")}), "none"),
    "an edit that breaks": (lambda root: lay(root, {path(3): "name: [\n"}), "some"),
    "a new name": (lambda root: lay(root, {path(3): entry(3, "资源4")}), "some"),
    "a new entry": (lambda root: lay(root, {path(30): entry(3)}), "some"),
    "an entry gone": (lambda root: lay(root, {path(3): None}), "some"),
    "an entry moved": (lambda root: git(root, "mv", path(3), path(33)), "some"),
    "a commit": (lambda root: commit(root, {path(3): entry(3, more="abstract: 说明\n")}), "none"),
    "a commit of all kinds": (lambda root: commit(root, {path(3): None, path(40): entry(40), path(5): "x"}), "some"),
    "an edit in the index": (lambda root: (lay(root, {path(3): "x: 1\n"}), git(root, "add", "-A")), "some"),
    "only in the index": (
        lambda root: (lay(root, {path(3): "x: 1\n"}), git(root, "add", "-A"), lay(root, {path(3): entry(3)})),
        "none",
    ),
    "not in the index": (lambda root: git(root, "rm", "--cached", "-q", path(3)), "none"),
    "ignored and not in the index": (
        lambda root: (git(root, "rm", "--cached", "-q", path(3)), lay(root, {".gitignore": "*000003*\n"})),
        "some",
    ),
    "a new entry that is ignored": (
        lambda root: lay(root, {path(30): entry(30), "catalog/.gitignore": "*000030*\n"}),
        "none",
    ),
    "a new folder": (lambda root: lay(root, {"catalog/办公厅/x.yaml": entry(50)}), "all"),
    "a link": (lambda root: (root / "catalog/人事局/z.yaml").symlink_to("x"), "all"),
    "a folder called like an entry": (lambda root: (root / "catalog/人事局/z.yaml").mkdir(), "all"),
    "a folder that is a link": (
        lambda root: ((root / "catalog/人事局").rename(root / "别处"), (root / "catalog/人事局").symlink_to("../别处")),
        "all",
    ),
    "a repository within": (lambda root: (root / "catalog/人事局/.git").mkdir(), "all"),
    "a pipe": (lambda root: os.mkfifo(root / "catalog/人事局/z.yaml"), "all"),
    "a secret": (lambda root: lay(root, {path(3): entry(3, more="abstract: 密级：机密\n")}), "all"),
    "another owner": (lambda root: lay(root, {"catalog/owners.yaml": '科技局: {kind: 机关部门, class: "3"}\n'}), "all"),
    "other settings": (
        lambda root: lay(
            root,
            {"catalog/catalog.yaml": "schemaVersion: 1\ntitle: 甲\npublisher: {name: 乙}\nprofile: [guide-2017]\n"},
        ),
        "all",
    ),
    "an exception": (
        lambda root: lay(
            root,
            {
                "catalog/waivers.yaml": "- {rule: missing-field, entry: 30304601/000003, reason: 试, approved_by: 甲, until: 2027-01-01}\n"
            },
        ),
        "all",
    ),
    "a profile of one's own": (lambda root: lay(root, {"schemas/own/profile.yaml": "title: x\n"}), "all"),
    "a flag that hides": (
        lambda root: (git(root, "update-index", "--assume-unchanged", path(3)), lay(root, {path(3): "x: 1\n"})),
        "all",
    ),
    "a hidden file": (lambda root: lay(root, {"catalog/人事局/.x.yaml": "x: 1\n"}), "none"),
    "an unborn branch": (lambda root: git(root, "checkout", "-q", "--orphan", "other"), "all"),
    "no git any more": (lambda root: (root / ".git").rename(root / ".gone"), None),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_became_of_a_checkout_is_seen(change, root, recalled):
    make, how = CHANGES[change]
    make(root)
    same(root)
    assert recalled[-1:] == [how][: how is not None]
    same(root)
    for asked in (
        {"paths": (path(4),)},
        {"ignore": frozenset(("missing-field",))},
        {"select": frozenset(("synonym",))},
    ):
        same(root, **asked)
    lay(root, {"catalog/人事局/后来.yaml": entry(4)})  # on top of it all
    same(root)
    same(root)


def test_a_catalogue_in_a_folder_of_a_repository(tmp_path, recalled):
    root = tmp_path / "下面" / "库"
    root.mkdir(parents=True)
    git(tmp_path, "init", "-q")
    files = {path(number): entry(number) for number in range(1, 12)}
    commit(
        root,
        files | {"catalog/catalog.yaml": "schemaVersion: 1\ntitle: x\npublisher: {name: y}\nprofile: guide-2017\n"},
    )
    settle(root)
    outcome(root)
    lay(root, {path(3): entry(3, more="abstract: 说明\n")})
    same(root)
    assert recalled == ["none"]
    lay(root, {path(30): entry(30), path(31): entry(31), ".gitignore": "*31_*\n"})
    git(root, "add", path(4))
    same(root)
    commit(root, {path(5): None})
    same(root)
    assert recalled[-1] == "some"


def test_another_day_is_another_run(root, recalled):
    lay(root, {path(3): entry(3, more='updated: "2026-11-25"\n')})
    first = outcome(root)
    later = validation.validate(Folder(root), Request(date(2026, 11, 26)))
    assert later._replace(profile=None) == validation.validate(
        Folder(root), Request(date(2026, 11, 26), cached=False)
    )._replace(profile=None)
    assert len(later.findings) != len(first.findings) and recalled[-1] == "some"


def test_what_was_found_for_a_few_days_is_kept(root, recalled):
    """An export counts from its commit's day, a check from today: neither makes the other begin anew."""
    lay(root, {path(3): entry(3, more='updated: "2026-11-25"\n')})

    def found(day):
        both = [
            validation.validate(Folder(root), Request(date(2026, 11, day), cached=one))._replace(profile=None)
            for one in (True, False)
        ]
        assert both[0] == both[1]
        return recalled[-1]

    assert [found(day) for day in (20, 26, 20, 26)] == ["some", "some", "none", "none"]
    for day in (1, 2, 3):
        assert found(day) == "some"
    assert found(20) == "some", "only the last ones are"
    lay(root, {path(4): entry(4, "另一个")})
    assert [found(day) for day in (20, 3, 20)] == ["some", "some", "none"], "a card is another, for each of them"
    commit(root, {})
    assert [found(day) for day in (20, 3)] == ["none", "none"]


DAMAGES = {
    "empty": lambda raw: b"",
    "cut": lambda raw: raw[: len(raw) // 2],
    "cut at its end": lambda raw: raw[:-1],
    "of an older version": lambda raw: raw.replace(store._BEGIN, b"catalog store 1\n"),
    "of another program": lambda raw: raw[:20] + bytes([raw[20] ^ 1]) + raw[21:],
    "text": lambda raw: b"x" * 10_000,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_store_is_as_good_as_none(damage, root, recalled):
    place = kept(root)
    place.write_bytes(DAMAGES[damage](place.read_bytes()))
    same(root, paths=("catalog",))
    assert recalled[0] == "all"
    same(root)
    assert recalled[-1] == "none", "it was written anew"


def test_no_single_damaged_byte_is_believed(root):
    place, expected = kept(root), outcome(root, cached=False)
    whole, chance = place.read_bytes(), random.Random(1)
    for spot in sorted(chance.sample(range(len(whole)), 25)):
        place.write_bytes(whole[:spot] + bytes([whole[spot] ^ (1 << chance.randrange(8))]) + whole[spot + 1 :])
        lay(root, {path(30): entry(4)})  # all of it has to be read
        found = outcome(root)
        (root / path(30)).unlink()
        assert len(found.findings) > len(expected.findings)
        assert outcome(root) == expected


def test_a_store_that_came_with_a_repository_is_not_believed(root, recalled, monkeypatch, tmp_path_factory):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("somebody else's")))
    same(root)
    assert recalled == ["all"]


def test_another_version_does_not_take_it_up(root, recalled, monkeypatch):
    monkeypatch.setattr(dependence, "_program", lambda: b"another")
    same(root)
    assert recalled == ["all"]


def test_other_limits_are_another_run(root, recalled, monkeypatch):
    monkeypatch.setenv("CATALOG_LIMITS", "nodes=60000")
    same(root)
    assert recalled == ["all"]


def test_a_time_stamp_that_proves_nothing_is_looked_behind(root, recalled):
    """The same size, and both times as they were: git itself cannot tell."""
    place, index = root / path(3), root / ".git" / "index"
    place.write_text(entry(3).replace("资源3", "资源4"), encoding="utf-8")
    git(root, "config", "core.trustctime", "false")
    os.utime(place, (1_700_000_000, 1_700_000_000))
    facts = place.stat()
    tick(root)
    git(root, "add", "-A")
    place.write_text(entry(3), encoding="utf-8")
    os.utime(place, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    os.utime(index, ns=(place.stat().st_ctime_ns,) * 2)
    same(root)


def test_files_no_older_than_the_index_are_named(root):
    lay(root, {path(3): entry(3, more="abstract: 说明\n")})
    git(root, "add", "-A")
    moment = (root / path(3)).stat().st_ctime_ns
    os.utime(root / ".git" / "index", ns=(moment, moment))
    watch, tree = touched.Watch(Folder(root)), git(root, "rev-parse", "HEAD:catalog")
    found, tracked = watch.changed(tree)
    assert found == tracked == {path(3)} and watch.tree() == tree
    assert watch._not_older() == {path(3)}, "git tells the same"
    watch.end()


def test_a_key_that_others_can_read_is_none(root, recalled, tmp_path):
    (store._own_cache() / "key").chmod(0o644)
    same(root)
    assert recalled == ["all"]


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="nothing is read-only to this user")
def test_where_it_cannot_be_written_nothing_happens(root):
    kept(root).parent.chmod(0o500)
    lay(root, {path(30): entry(4)})
    same(root)
    same(root)
    kept(root).parent.chmod(0o700)


@pytest.mark.parametrize("place", ["store", "cache"])
def test_a_place_that_is_taken_is_left_alone(place, root):
    taken = kept(root).parent if place == "store" else store._own_cache()
    shutil.rmtree(taken)
    taken.write_text("x", encoding="utf-8")
    same(root)
    assert taken.read_text(encoding="utf-8") == "x"


def test_nothing_is_kept_of_a_catalogue_with_a_secret(root):
    kept(root).unlink()
    secret = "密级：机密"
    lay(root, {path(3): entry(3, more=f"abstract: {secret}\n")})
    same(root)
    assert not kept(root).exists()


def test_without_leave_nothing_is_kept(root):
    shutil.rmtree(kept(root).parent)
    outcome(root, cached=False)
    assert not kept(root).parent.exists()


@pytest.mark.parametrize("seed", range(6))
def test_any_history_of_a_catalogue(seed, tmp_path, recalled):
    """Random catalogues, randomly changed, committed or not."""
    chance, root = random.Random(seed), tmp_path
    files = shuffled.catalogue(chance)
    git(root, "init", "-q")
    for number in range(7):
        shutil.rmtree(root / "catalog", ignore_errors=True)
        for name, raw in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(raw)
        if number == 0 or chance.random() < 0.5:
            commit(root, {})
            settle(root)
        same(root)
        same(root)
        files = shuffled.change(chance, files)
    assert "some" in recalled


def test_the_reports_are_the_same_byte_for_byte(root, catalog):
    lay(root, {path(3): entry(3, "资源4"), path(30): entry(30, more="update_cycle: 每天\n")})
    for format in ("json", "text", "sarif"):
        asked = "validate", "-f", format, "--today", "2026-11-24"
        without = catalog(*asked, "--no-cache", cwd=root)
        assert catalog(*asked, cwd=root) == catalog(*asked, cwd=root) == without
        kept(root).write_bytes(kept(root).read_bytes()[:-3])
        assert catalog(*asked, cwd=root) == without


def test_an_entry_that_left_with_a_commit_and_comes_back_beside_git_is_seen(root, recalled):
    """The folder is only counted when HEAD moves, and then holds the very names that it held before."""
    before = (root / path(3)).read_bytes()
    commit(root, {path(3): None})
    settle(root)
    same(root)
    (root / path(3)).write_bytes(before)
    assert same(root).entries == 11
    commit(root, {path(40): entry(40)})
    assert same(root).entries == 12
    assert recalled == ["some"] * 3
