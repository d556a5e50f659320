"""Exports for portals and analysis, read back by programs that are not ours: rdflib, pyshacl, SQLite, DuckDB, pandas."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path
from urllib.parse import urljoin

import model
import pytest
from opened import BASE, made

from govinfo_cli.edition.outward import Names, terms
from govinfo_cli.profile import load_profile
from govinfo_cli.settings import open_settings
from govinfo_cli.sharing import WIDTH
from govinfo_cli.source import Folder

ROOT = Path(__file__).parents[1]
PUBLISHED = os.environ.get("CATALOG_PUBLISHED_SCHEMAS")
published = pytest.mark.skipif(not PUBLISHED, reason="CATALOG_PUBLISHED_SCHEMAS is not set")
EU = "http://publications.europa.eu/resource/authority/"
DCT, DCAT = "http://purl.org/dc/terms/", "http://www.w3.org/ns/dcat#"


@pytest.fixture
def root(tmp_path):
    return made(tmp_path / "库", f"base_iri: {BASE}\n")


@pytest.fixture
def export(root, tmp_path, catalog):
    """export(format, *options) -> the path of what was exported."""

    def run(name: str, *options: str, of: Path = root) -> Path:
        out = tmp_path / f"out-{len(list(tmp_path.iterdir()))}"
        code, _, err = catalog("--root", of, "export", "-f", name, "-o", out, "--allow-errors", *options)
        assert code == 0, err
        return out

    return run


def graph(raw: bytes):
    rdflib = pytest.importorskip("rdflib")
    return rdflib.Graph().parse(data=raw, format="json-ld")


def objects(found, subject: str, *path: str) -> set[str]:
    from rdflib import URIRef

    subjects = {URIRef(subject)}
    for step in path:
        subjects = {one for each in subjects for one in found.objects(each, URIRef(step))}
    return {str(one) for one in subjects}


def violations(found, *shapes: Path) -> list[str]:
    from rdflib import SH, Graph

    pyshacl = pytest.importorskip("pyshacl")
    rules = Graph()
    for path in shapes:
        rules.parse(path)
    _, report, _ = pyshacl.validate(found, shacl_graph=rules, allow_warnings=True)
    return [
        str(report.value(one, SH.resultPath))
        for one in report.objects(None, SH.result)
        if report.value(one, SH.resultSeverity) == SH.Violation
    ]


OWN_SHAPES = Path(__file__).parent / "dcat.shapes.ttl"


@pytest.mark.parametrize("scope", [None, "external", "internal"])
def test_linked_data_has_what_the_application_profile_demands(export, scope):
    found = graph(export("jsonld", *(["--scope", scope] if scope else [])).read_bytes())
    assert violations(found, OWN_SHAPES) == []


def test_the_shapes_see_what_is_missing(export):
    from rdflib import URIRef

    found = graph(export("jsonld").read_bytes())
    for name in ("title", "accessURL"):
        found.remove((None, URIRef((DCT if name == "title" else DCAT) + name), None))
    assert {DCT + "title", DCAT + "accessURL"} <= set(violations(found, OWN_SHAPES))


@published
@pytest.mark.parametrize("more", ["", f"base_iri: {BASE}\n"], ids=["names", "addresses"])
def test_the_shipped_catalogue_passes_the_official_shapes(export, tmp_path, more):
    shutil.copytree(ROOT / "catalog", tmp_path / "own/catalog")
    place = tmp_path / "own/catalog/catalog.yaml"
    place.write_text(place.read_text(encoding="utf-8") + more, encoding="utf-8")
    found = graph(export("jsonld", "--scope", "external", of=tmp_path / "own").read_bytes())
    shapes = [Path(PUBLISHED) / "dcat-ap-3.0.1" / name for name in ("shapes.ttl", "range.ttl")]
    shapes.append(Path(PUBLISHED) / "dcat-ap-3.0.1/mdr-vocabularies.shape.ttl")
    assert violations(found, *shapes) == []


def test_every_fact_has_its_property(export):
    from rdflib import URIRef

    found = graph(export("jsonld").read_bytes())
    unshared, file = f"{BASE}resource/30304601/000013", f"{BASE}resource/30304690/000001"
    assert objects(found, unshared, DCT + "accessRights") == {f"{EU}access-right/NON_PUBLIC"}
    assert objects(found, file, DCT + "accessRights") == {f"{EU}access-right/PUBLIC"}
    assert objects(found, f"{BASE}resource/30304601/000012", DCT + "accessRights") == {f"{EU}access-right/RESTRICTED"}
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    assert objects(found, unshared, DCT + "rights", label) == {
        "不予共享；不予共享理由：含个人隐私；不予共享依据：《某法》第一条",
        "对内：有条件共享；使用要求：工作参考；共享范围：各部门",
    }
    assert objects(found, file, DCT + "publisher", DCT + "identifier") == {"12100000400011227Y"}
    assert objects(found, unshared, DCAT + "distribution") == set()
    assert objects(found, file, DCAT + "distribution", DCAT + "accessURL") == {file}
    assert objects(found, file, DCAT + "distribution", DCT + "format") == {f"{EU}file-type/PDF"}
    dates = [found.value(URIRef(file), URIRef(DCT + name)).toPython() for name in ("issued", "modified")]
    assert dates == [date(2026, 5, 1), date(2026, 6, 1)]
    assert objects(found, file, DCT + "relation") == {f"{BASE}resource/30304601/000012"}
    assert objects(found, unshared, DCT + "accrualPeriodicity") == {f"{EU}frequency/IRREG"}
    assert objects(found, file, DCT + "accrualPeriodicity") == set()  # 每两年 has no code; it stays as words
    assert objects(found, file, f"{BASE}def#update_cycle") == {"每两年"}
    top = "http://www.w3.org/2004/02/skos/core#broader"
    assert objects(found, file, DCAT + "theme", top, top) == {f"{BASE}scheme/category/303"}
    columns = list(found.query("SELECT ?n ?m { ?c <http://www.w3.org/ns/csvw#title> ?n OPTIONAL { ?c <http://www.w3.org/ns/csvw#datatype>/<http://www.w3.org/ns/csvw#maxLength> ?m } }"))  # fmt: skip
    assert ("登记号", 20) in {(str(name), most and int(most)) for name, most in columns}
    assert not list(found.query("SELECT ?s { ?s a ?t FILTER(isBlank(?s)) }"))


def test_what_only_own_people_may_see_stays_in(export):
    for name in ("jsonld", "ckan", "sqlite", "parquet"):
        inside, outside = export(name), export(name, "--scope", "external")
        texts = []
        for place in (inside, outside):
            files = sorted(place.iterdir()) if place.is_dir() else [place]
            texts.append(str([shown(file) for file in files]))
        assert "gb@example.org" in texts[0] and "各部门" in texts[0]
        for secret in ("gb@example.org", "12345678", "内部编号", "各部门"):
            assert secret not in texts[1], f"{secret} in {name}"
        assert "含个人隐私" in texts[1] and "干部处" in texts[1]


def shown(file: Path) -> object:
    if file.suffix == ".parquet":
        return pytest.importorskip("pyarrow.parquet").read_table(file).to_pylist()
    raw = file.read_bytes()
    if raw.startswith(b"SQLite"):
        database = sqlite3.connect(file)
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [database.execute(f'SELECT * FROM "{name}"').fetchall() for name in names]
    return raw.decode()


def test_the_tables_speak_of_official_values_only():
    vocabularies = load_profile(["guide-2017"])[0].vocabularies
    assert {one["type"] for one in terms()["formats"]} <= set(vocabularies["format-type"].values)
    assert {one["type"] for one in terms()["item_types"]} == set(vocabularies["item-type"].values)
    assert {one["share"] for one in terms()["access_rights"] if "share" in one} <= set(WIDTH)
    assert terms()["access_rights"][-1].keys() == {"eu", "zh", "en"}  # whatever no other row is for


def test_every_name_is_an_address_of_its_own(root):
    names = Names(open_settings(Folder(root)))
    said = ["a/1", "a/2", ".", "..", "../x", "a/../b", "a//b", "/", "甲", "a b", "a#b", "a?b", "%2e", "agent/x"]
    # Dots as steps, as browsers take them.
    made = [urljoin(BASE, names("resource", one).removeprefix(BASE)) for one in said]
    assert len(set(made)) == len(said) and all(one.startswith(f"{BASE}resource/") for one in made)
    assert made[0] == f"{BASE}resource/a/1" and not any(set(one) & set(' #?"<>甲') for one in made)


def test_what_no_standard_has_a_word_for_is_told(root, tmp_path, catalog):
    for name, more in (("jsonld", ()), ("ckan", ("联系电话 1 条",))):
        code, _, err = catalog("--root", root, "export", "-f", name, "-o", tmp_path / name, "--allow-errors")
        assert code == 0 and all(part in err for part in ("x-own 1 条", *more)) and "base_iri" not in err, err
    code, _, err = catalog("--root", ROOT, "export", "-f", "jsonld", "-o", tmp_path / "own.jsonld")
    assert code == 0 and "base_iri: https://" in err


def test_names_without_an_address_stay_the_same(export, tmp_path):
    bare = made(tmp_path / "bare")
    first = graph(export("jsonld", of=bare).read_bytes())
    (bare / model.PATH).write_text(model.completed("name: 另一个名称\n"), encoding="utf-8")
    second = graph(export("jsonld", of=bare).read_bytes())
    datasets = "SELECT ?d { ?d a <http://www.w3.org/ns/dcat#Dataset> }"
    assert {str(one.d) for one in first.query(datasets)} == {str(one.d) for one in second.query(datasets)}
    assert all(str(one.d).startswith("urn:uuid:") for one in first.query(datasets))
    assert not list(first.query("SELECT ?d { ?d a <http://www.w3.org/ns/dcat#Distribution> }"))  # of no address


EXPORTING = """import sys
from govinfo_cli import cli
root, out, *names = sys.argv[1:]
sys.exit(any([cli.run(["--root", root, "export", "-f", one, "-o", out + one, "--allow-errors"]) for one in names]))
"""


def test_the_same_catalogue_gives_the_same_bytes(root, tmp_path):
    pytest.importorskip("pyarrow")
    names = ["jsonld", "ckan", "parquet", "sqlite"]
    found = []
    for seed in "01":  # of sets, which have another order in every process
        (tmp_path / seed).mkdir()
        command = [sys.executable, "-c", EXPORTING, root, f"{tmp_path / seed}/", *names]
        subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": seed}, check=True, capture_output=True)
        files = [path for path in (tmp_path / seed).rglob("*") if path.is_file()]
        found.append({path.relative_to(tmp_path / seed): path.read_bytes() for path in files})
    assert {path.parts[0] for path in found[0]} == {*names} and found[0] == found[1]


def test_a_base_that_is_no_address_is_refused(tmp_path, catalog):
    bad = made(tmp_path / "bad", "base_iri: data.example.org\n")
    code, _, err = catalog("--root", bad, "export", "-f", "jsonld", "-o", tmp_path / "x.jsonld")
    assert code == 2 and "base_iri" in err and not (tmp_path / "x.jsonld").exists()
