"""`catalog verify`: every hand that was in a bundle is seen, each by its own finding; none that is clean is refused."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path

import model
import outputs
import pytest
import zips
from catalogues import ITEMS, NAMES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from repositories import BUDGET, STAFF, commit, git

from govinfo_cli import exporting
from govinfo_cli.edition.exported import Wishes
from govinfo_cli.irregularity import KINDS
from govinfo_cli.package import agreeing, held, manifest, opening, rereading
from govinfo_cli.source import Folder, Revision
from govinfo_cli.verification import Asked, verify


@pytest.fixture(scope="module")
def made():
    """A repository, and the bundle of its only commit."""
    with tempfile.TemporaryDirectory() as folder:
        root = zips.begun(Path(folder) / "库")
        source = Revision(root, "HEAD")
        shipped = exporting.shipment(source, exporting.Order("bundle"))
        yield root, bytes(next(iter(shipped.bundle.files.values())))


def rules(raw: bytes, root: Path | None = None) -> set[str]:
    return {one.rule for one in verify(raw, "x.zip", Asked(root)).outcome.findings}


def test_more_than_two_hundred_tamperings_are_all_seen(made):
    _, raw = made
    assert not rules(raw)
    seen, count = set(), 0
    for what, expected, tampered in zips.tamperings(raw):
        assert tampered != raw, what
        done = verify(tampered, "x.zip", Asked())
        found = {one.rule for one in done.outcome.findings}
        assert done.outcome.failed and (not expected or found & expected), (what, found)
        assert all(len(one.message.zh) < 400 for one in done.outcome.findings), what
        seen |= found
        count += 1
    assert count > 200
    offline = {"bundle-unknown-commit", "bundle-wrong-tree", "bundle-not-reproduced", "bundle-unknown-release", "bundle-not-the-released", "bundle-unsigned", "bundle-bad-signature", "bundle-uncommitted", "bundle-no-commit", "bundle-with-errors", "bundle-other-version", "bundle-unreadable-member"}  # fmt: skip
    assert seen - {"bundle-unreadable-member"} == set(KINDS) - offline


def test_what_is_right_by_itself_is_held_against_the_repository(made):
    root, raw = made
    assert not rules(raw, root)
    for what, expected, tampered in zips.forged(raw):
        assert rules(tampered, root) & expected, what


def test_each_swap_of_a_table_s_cell_is_told_without_the_cell(made):
    _, raw = made
    files = zips.members(raw)
    name = "upload/external/目录.csv"
    changed = zips.resealed(files | {name: files[name].replace("在职职工".encode(), "机密职工".encode())})
    told = [one for one in verify(changed, "x", Asked()).outcome.findings if one.rule == "bundle-members-disagree"]
    assert told and "信息资源名称" in told[0].message.zh
    assert not any("机密职工" in one.message.zh for one in told)


def test_a_file_is_never_held_as_a_whole(made):
    """A bundle of 10,000 entries has 170 MB: no more than one member of it is read at once."""

    class Read(io.BytesIO):
        sizes: list[int] = []

        def read(self, size=-1):
            self.sizes.append(size)
            return super().read(size)

    assert not verify(Read(made[1]), "x", Asked()).outcome.findings
    assert min(Read.sizes) >= 0 and max(Read.sizes) < 0xFFFF + 100 + max(map(len, zips.members(made[1]).values()))
    assert max(Read.sizes) < len(made[1])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_read_too(made, catalog, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    writing = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(made[1],))
    writing.start()
    code, out, _ = catalog("verify", tmp_path / "pipe", cwd=tmp_path)
    writing.join()
    assert code == 0 and "核验通过" in out


@pytest.mark.parametrize(
    "said",
    [
        b'{"entries": [{}], "entries": []}',
        b'{"entries": [{},]}',
        b'{"entries": [{} {}]}',
        b'{"entries": {}}',
        b'{"a": 1}',
        b"[]",
        b'{"entries": [{}]} x',
        b'{1: 2, "entries": []}',
        b"\xff",
        b'{"entries": [' + b"[" * 100_000,
    ],
    ids=range(10),
)
def test_entries_that_two_readers_might_read_otherwise_are_not_read(said):
    with pytest.raises(rereading.Unread):
        list(rereading.entries_of(said))


def test_entries_are_read_one_after_the_other():
    assert list(rereading.entries_of(b'{"a": [1], "entries": []}\n')) == []
    assert list(rereading.entries_of(b' {"a" : {} ,"entries" :[ 1 , {"b": 2}\n] }')) == [1, {"b": 2}]


@pytest.mark.parametrize("name", ["目录.csv", "目录.json", "目录.xlsx"])
def test_a_member_that_cannot_be_read_is_a_finding(made, name):
    files = zips.members(made[1])
    assert "bundle-unreadable-member" in rules(zips.resealed(files | {f"upload/external/{name}": b"\xff\x00"}))


def test_a_release_that_is_another_bundle_is_told(catalog, tmp_path):
    root = zips.begun(tmp_path / "库")
    assert catalog("release", "1", "--approval", "纪要1号", "--date", "2026-11-24", cwd=root)[0] == 0
    raw = zips.bundled(catalog, root, tmp_path / "a.zip")
    assert not rules(raw, root)
    name = "internal/封面.html"
    files = zips.members(raw)
    found = rules(zips.resealed(files | {name: files[name] + b" "}), root)
    assert found == {"bundle-not-the-released", "bundle-not-reproduced"}


def test_it_says_what_was_not_looked_at(made, catalog, tmp_path):
    root, raw = made
    place = tmp_path / "a.zip"
    place.write_bytes(raw)
    code, out, err = catalog("verify", place, cwd=tmp_path)
    assert (code, err) == (0, "") and "没有按提交重新导出比较" in out and "核验通过" in out
    code, out, err = catalog("verify", place, cwd=root)
    assert (code, err) == (0, "") and "逐字节相同" in out
    code, out, _ = catalog("--lang", "en", "verify", place, cwd=root)
    assert code == 0 and "byte for byte" in out


def test_by_another_version_it_is_compared_as_data(made):
    root, raw = made
    files = zips.members(raw)
    cover = "internal/封面.html"
    other = zips.resealed(
        files | {cover: files[cover].replace(b"0.1.0", b"0.0.9")}, tool={"name": "catalog", "version": "0.0.9"}
    )
    done = verify(other, "x", Asked(root))
    assert [one.rule for one in done.outcome.findings] == ["bundle-other-version"] and not done.outcome.failed


def test_what_was_not_committed_is_said_and_not_refused(catalog, tmp_path):
    root = zips.begun(tmp_path / "库")
    (root / BUDGET).unlink()
    raw = zips.bundled(catalog, root, tmp_path / "a.zip")
    done = verify(raw, "x", Asked(root))
    assert [one.rule for one in done.outcome.findings] == ["bundle-uncommitted"] and not done.outcome.failed
    assert zips.said(raw)["dirty"] and zips.said(raw)["status"]["zh"] == "未经审定稿"


def test_outside_git_there_is_nothing_to_go_back_to(catalog, tmp_path):
    root = zips.begun(tmp_path / "库")
    shutil.rmtree(root / ".git")
    raw = zips.bundled(catalog, root, tmp_path / "a.zip")
    assert rules(raw) == {"bundle-no-commit"}
    assert zips.said(raw)["commit"] is None


def test_errors_that_were_let_pass_are_told(catalog, tmp_path):
    bad = model.completed("share: {type: 不予共享}\n")
    root = zips.begun(tmp_path / "库", {STAFF: bad})
    assert catalog("export", "-f", "bundle", "-o", tmp_path / "a.zip", cwd=root)[0] == 1
    raw = zips.bundled(catalog, root, tmp_path / "a.zip", "--allow-errors")
    assert rules(raw, root) == {"bundle-with-errors"}
    assert "不得上报" in zips.members(raw)["internal/封面.html"].decode()


def test_the_exit_codes_and_the_report(made, catalog, tmp_path):
    bad = tmp_path / "bad.zip"
    bad.write_bytes(made[1][:-5])
    code, out, _ = catalog("verify", bad, "-f", "json", cwd=tmp_path)
    report = outputs.checked("report", out)
    assert code == 1 and [one["rule"] for one in report["findings"]] == ["bundle-cut-off"] and not report["passed"]
    (tmp_path / "text.zip").write_text("目录", encoding="utf-8")
    assert catalog("verify", "text.zip", cwd=tmp_path)[0] == 1
    for name in ("none.zip", "."):
        code, out, err = catalog("verify", name, cwd=tmp_path)
        assert (code, out) == (2, "") and "打不开" in err and len(err.splitlines()) == 2


def test_every_kind_has_a_title_in_every_report(made, catalog, tmp_path):
    bad = tmp_path / "bad.zip"
    files = zips.members(made[1])
    bad.write_bytes(zips.packed(files | {"../::error::x\n": b""}))
    for form in ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown", "csv"):
        code, out, err = catalog("verify", bad, "-f", form, cwd=tmp_path)
        assert code == 1 and out and err == "", form
        assert "\n::error::x" not in out, form


# Names and texts that spreadsheets, tables and markup stumble over.
AWKWARD = st.sampled_from(
    [
        "=1+1",
        "'=x",
        "+86",
        "-",
        "a,b",
        '"',
        "甲\t乙",
        "“引号”",
        "<b>",
        "&amp;",
        "0012",
        "1e5",
        "x_x000D_y",
        "一二三" * 30,
    ]
)


@st.composite
def catalogue(draw):
    files = {}
    for number in range(draw(st.integers(0, 3))):
        name = draw(st.sampled_from(NAMES) | AWKWARD)
        items = draw(st.lists(st.sampled_from(ITEMS[:-1]) | AWKWARD, min_size=1, max_size=4, unique=True))
        share = draw(
            st.sampled_from(
                [
                    {"type": "无条件共享", "usage": "工作参考", "mode": {"class": "共享平台方式", "type": "接口"}},
                    {
                        "type": "有条件共享",
                        "usage": "工作参考",
                        "scope": ["教育部"],
                        "condition": "仅限统计",
                        "mode": {"class": "共享平台方式", "type": "文件"},
                    },
                    {"type": "不予共享", "basis": {"kind": "法律", "title": "《某法》", "clause": "第一条"}},
                ]
            )
        )
        data = {
            "code": f"30304601/00000{number + 1}",
            "name": name,
            "abstract": f"{draw(AWKWARD)}，各单位在职职工的编号、岗位和任职情况",
            "share": share,
        }
        data |= {"items": [{"name": item, "type": "字符型C", "length": 20} for item in items]}
        data |= draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "x-own": AWKWARD,
                    "contact": st.just({"phone": "010-1"}),
                    "related": st.just(["30304601/000001"]),
                    "keywords": st.lists(AWKWARD, min_size=1, max_size=2),
                },
            )
        )
        text = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in data.items())
        files[f"catalog/人事局/30304601-00000{number + 1}_x.yaml"] = model.completed(text)
    return files


@pytest.fixture(scope="module")
def clean():
    with tempfile.TemporaryDirectory() as folder:
        root = zips.begun(Path(folder) / "库")
        (root / STAFF).unlink()
        (root / BUDGET).unlink()
        shutil.rmtree(root / ".git")
        yield root


# All that is in a bundle by default, and each two of its members that are held against each other.
CHOSEN = [(), ("xlsx", "json"), ("csv", "json"), ("xlsx", "csv"), ("json", "jsonld"), ("csv", "ckan")]


@settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(files=catalogue(), scope=st.sampled_from([None, "external", "internal"]), targets=st.sampled_from(CHOSEN))
def test_none_of_two_hundred_clean_bundles_is_refused(clean, files, scope, targets):
    """Outside git, so that no commit is needed for each: all but the repository's part."""
    shutil.rmtree(clean / "catalog/人事局", ignore_errors=True)
    for path, text in files.items():
        (clean / path).parent.mkdir(parents=True, exist_ok=True)
        (clean / path).write_text(text, encoding="utf-8")
    order = exporting.Order("bundle", scope=scope, allow_errors=True, wishes=Wishes(targets=targets))
    try:
        raw = bytes(next(iter(exporting.shipment(Folder(clean), order).bundle.files.values())))
    except exporting.NotExported as error:
        assert "不放行" in error.help.zh  # what looks like a telephone number
        return
    done = verify(raw, "x", Asked())
    assert not done.outcome.failed, [one.message.zh for one in done.outcome.findings]
    assert {one.rule for one in done.outcome.findings} <= {"bundle-no-commit", "bundle-with-errors"}
    zips.members(raw)


def test_a_signature_is_asked_for_and_held_against_the_list(catalog, tmp_path):
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not installed")
    root = zips.begun(tmp_path / "库")
    for name in ("own", "other"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", tmp_path / name], check=True)
    listed = tmp_path / "signers"
    listed.write_text(f"office@example.org {(tmp_path / 'own.pub').read_text()}", encoding="utf-8")
    place = tmp_path / "上 传.zip"
    verifying = ("verify", place, "--signers", listed)
    zips.bundled(catalog, root, place)
    assert [one["rule"] for one in _json(catalog, root, *verifying)] == ["bundle-unsigned"]
    zips.bundled(catalog, root, place, "--sign", str(tmp_path / "own"))
    code, out, err = catalog(*verifying, cwd=root)
    assert (code, err) == (0, "") and "签名有效：office@example.org" in out
    signature = Path(f"{place}.sig")
    git(root, "config", "gpg.ssh.program", "/bin/false")  # a stranger's setting
    assert catalog(*verifying, cwd=root)[0] == 0
    zips.bundled(catalog, root, place, "--sign", str(tmp_path / "other"))
    assert [one["rule"] for one in _json(catalog, root, *verifying)] == ["bundle-bad-signature"]
    zips.bundled(catalog, root, place, "--sign", str(tmp_path / "own"))
    commit(root, {STAFF: model.completed("name: 在职职工信息\n")})
    kept = signature.read_bytes()
    zips.bundled(catalog, root, place)
    signature.write_bytes(kept)
    assert [one["rule"] for one in _json(catalog, root, *verifying)] == ["bundle-bad-signature"]
    # A signature for something else, by the right key, is none of a bundle.
    signature.unlink()
    subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-n", "file", "-f", tmp_path / "own", place], check=True, capture_output=True
    )
    assert [one["rule"] for one in _json(catalog, root, *verifying)] == ["bundle-bad-signature"]
    code, _, err = catalog(
        "export", "-f", "bundle", "-o", tmp_path / "b.zip", "--sign", tmp_path / "own.pub.no", cwd=root
    )
    assert code == 2 and "ssh-keygen -t ed25519" in err and not (tmp_path / "b.zip").exists()


def _json(catalog, root, *words) -> list[dict]:
    code, out, _ = catalog(*words, "-f", "json", cwd=root)
    found = outputs.checked("report", out)["findings"]
    assert code == (1 if found else 0)
    return found


def test_counts_are_made_from_every_kind_of_member(made):
    """Without the JSON the platform's own tables say how many there are."""
    files = zips.members(made[1])
    data = json.loads(files[manifest.PATH])
    opened = opening.opened(held.whole(io.BytesIO(made[1])), "x").members
    kept = [one for one in data["targets"] if one["name"] == "platform-csv"]
    assert not list(
        agreeing.judged(data | {"targets": kept, "counts": {"external": data["counts"]["external"]}}, opened)
    )
    wrong = data["counts"]["external"] | {"share": {"不予共享": 2}}
    found = list(agreeing.judged(data | {"targets": kept, "counts": {"external": wrong}}, opened))
    assert [one.rule for one in found] == ["bundle-wrong-count"]
