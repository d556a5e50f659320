"""CKAN packages, Parquet and SQLite, as portals and analysts take them; and what no catalogue may break in any export."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import catalogues
import model
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from opened import made
from test_open_exports import OWN_SHAPES, export, graph, root, violations  # noqa: F401

from govinfo_cli import exports
from govinfo_cli.catalog import Catalog
from govinfo_cli.edition.exported import Edition, Exported
from govinfo_cli.edition.scope import seen_from
from govinfo_cli.exports.sqlite import searchable
from govinfo_cli.settings import open_records, open_settings
from govinfo_cli.sharing import OUTSIDE
from govinfo_cli.source import Folder

ROOT = Path(__file__).parents[1]

# What ckanext-dcat's dcat_ap_full.yaml names, besides what CKAN itself knows (docs.ckan.org/projects/ckanext-dcat).
PACKAGE = {
    "name", "title", "notes", "owner_org", "tags", "identifier", "issued", "modified", "frequency", "access_rights",
    "language", "theme", "publisher", "contact", "spatial_coverage", "uri", "resources", "extras",
}  # fmt: skip
RESOURCE = {"name", "description", "url", "format", "mimetype", "rights", "data_dictionary"}
COLUMN_TYPES = {"text", "numeric", "date", "timestamp", "bool", "int8", "float8"}


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def check_packages(packages: list[dict], organizations: list[dict]) -> None:
    """What CKAN demands of packages before it takes them."""
    assert len({one["name"] for one in packages}) == len(packages)
    known = {one["name"] for one in organizations}
    for one in packages:
        assert one.keys() <= PACKAGE and one["owner_org"] in known
        for name in (one["name"], one["owner_org"]):
            assert re.fullmatch(r"[a-z0-9_-]{2,100}", name), name
        for tag in one.get("tags", ()):
            assert re.fullmatch(r"[\w .-]{2,100}", tag["name"]), tag
        extras = [extra["key"] for extra in one["extras"]]
        assert len(set(extras)) == len(extras) and not PACKAGE & set(extras)
        assert all(isinstance(extra["value"], str) and extra["value"] for extra in one["extras"])
        for resource in one["resources"]:
            # A list under a key that CKAN does not know is refused; texts are kept.
            assert resource.keys() <= RESOURCE and all(isinstance(value, str) for value in resource.values())
            fields = json.loads(resource.get("data_dictionary", "[]"))
            assert len({field["id"] for field in fields}) == len(fields)
            for field in fields:
                assert field["type"] in COLUMN_TYPES and field["info"]["label"]
                assert 0 < len(field["id"].encode()) <= 63 and '"' not in field["id"] and field["id"][0] not in " _"


def test_packages_for_ckan(export):  # noqa: F811
    out = export("ckan")
    packages, organizations = lines(out / "datasets.jsonl"), lines(out / "organizations.jsonl")
    check_packages(packages, organizations)
    basic, unshared, file = packages
    assert basic["name"] == "30304601-000012" and basic["identifier"] == "30304601/000012"
    assert basic["frequency"].endswith("frequency/MONTHLY") and basic["issued"] == "2026-05-01"
    dictionary = json.loads(basic["resources"][0]["data_dictionary"])
    assert [field["type"] for field in dictionary] == ["text", "date"]
    assert dictionary[0]["info"] == {"label": "职工编号", "notes": "数据类型：字符型C；数据长度：20"}
    assert unshared["publisher"][0]["name"] == "人事局" and "url" not in unshared["resources"][0]
    assert unshared["access_rights"].endswith("NON_PUBLIC") and "《某法》" in unshared["resources"][0]["rights"]
    assert file["owner_org"] == "12100000400011227y" and file["resources"][0]["mimetype"] == "application/pdf"
    assert [tag["name"] for tag in file["tags"]] == ["软件", "著作权 登记"]
    assert {extra["key"]: extra["value"] for extra in file["extras"]}["status"].startswith("未经审定稿，有错误 ")
    ids = [field["id"] for field in json.loads(file["resources"][0]["data_dictionary"])]
    assert ids == ["登记号", "登记号 2"]


def test_codes_that_differ_in_case_have_packages_of_their_own(tmp_path):
    data = [{"code": code, "name": "甲", "owner": "人事局"} for code in ("BA6006/1", "ba6006/1", "x" * 200, "x" * 201)]
    packages = [json.loads(line) for line in files("ckan", made(tmp_path), data)["datasets.jsonl"].splitlines()]
    assert len({one["name"] for one in packages}) == 4 and all(len(one["name"]) <= 100 for one in packages)


def files(name: str, root: Path, data: list[dict], scope: str | None = None) -> dict[str, bytes]:  # noqa: F811
    opened = open_settings(Folder(root))
    edition = Edition(
        opened,
        Catalog(opened, open_records(Folder(root))),
        lambda: (Exported(f"catalog/{n}.yaml", seen_from(scope, one, "本院")[0] if scope else one) for n, one in enumerate(data)),
        scope=scope,
    )  # fmt: skip
    return dict(exports.export(name).bundle(edition).files)


def opened(raw: bytes) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.deserialize(raw)
    return database


def test_a_database_of_entries_items_owners_and_categories(export):  # noqa: F811
    database = opened(export("sqlite").read_bytes())
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    query = "SELECT e.name, i.position, i.name, i.share_type FROM items i JOIN entries e ON e.id = i.entry WHERE e.owner = '软件研究所'"
    assert database.execute(query).fetchall() == [
        ("软件著作权登记", 1, "登记号", "有条件共享"),
        ("软件著作权登记", 2, "登记号", "有条件共享"),
    ]
    query = (
        "SELECT share_type, scope, mode_type, open, stipulation, format_type FROM entries WHERE owner = '软件研究所'"
    )
    said = "使用要求：工作参考；共享范围：甲部、乙部"
    assert database.execute(query).fetchone() == ("有条件共享", '["甲部", "乙部"]', '["文件"]', 1, said, "pdf")
    assert database.execute("SELECT uscc FROM owners WHERE name = '软件研究所'").fetchone() == ("12100000400011227Y",)
    query = "SELECT above FROM categories WHERE code = '30304690'"
    assert database.execute(query).fetchone() == ("303046",)
    assert dict(database.execute("SELECT * FROM about"))["status"].startswith("未经审定稿")
    kept = json.loads(database.execute("SELECT data FROM entries WHERE name = '职工体检登记'").fetchone()[0])
    assert kept["x-own"] == "内部编号"  # as it stands, for its own people


def test_outside_the_publisher_is_the_only_owner(export):  # noqa: F811
    database = opened(export("sqlite", "--scope", "external").read_bytes())
    assert database.execute("SELECT name, kind, units FROM owners").fetchall() == [("本院", None, "[]")]
    assert {owner for (owner,) in database.execute("SELECT owner FROM entries")} == {"本院"}
    assert dict(database.execute("SELECT * FROM about"))["scope"] == "external"


def test_the_search_finds_words_of_any_length(export):  # noqa: F811
    database = opened(export("sqlite").read_bytes())

    def found(condition: str) -> list[str]:
        return [name for (name,) in database.execute(f"SELECT name FROM search WHERE {condition} ORDER BY rowid")]

    assert found("search MATCH '著作权'") == ["软件著作权登记"]
    assert found("search MATCH '职职工'") == found("name LIKE '%职职工%'") == ["在职职工基本信息"]
    # Two characters: on the table of the search, too, whose index some versions of SQLite ask in vain.
    assert found("name LIKE '%登记%'") == ["职工体检登记", "软件著作权登记"]
    assert found("abstract LIKE '%编号%'") == ["在职职工基本信息", "职工体检登记"]


def test_a_database_without_the_tokenizer_says_how_to_search():
    database = sqlite3.connect(":memory:")
    database.executescript(
        "CREATE TABLE entries (id INTEGER PRIMARY KEY, name, abstract); CREATE TABLE about (key, value)"
    )
    denied = (sqlite3.SQLITE_CREATE_VTABLE,)
    database.set_authorizer(lambda action, *more: sqlite3.SQLITE_DENY if action in denied else sqlite3.SQLITE_OK)
    assert searchable(database) is False
    database.set_authorizer(None)
    assert "LIKE" in database.execute("SELECT value FROM about WHERE key = 'search'").fetchone()[0]


def test_pandas_reads_the_database(export):  # noqa: F811
    pandas = pytest.importorskip("pandas")
    with sqlite3.connect(export("sqlite")) as database:
        entries = pandas.read_sql("SELECT * FROM entries", database, parse_dates=["published"])
    assert len(entries) == 3 and entries["published"].dt.year.eq(2026).all()


def test_duckdb_and_pandas_read_parquet(export):  # noqa: F811
    duckdb, pandas = pytest.importorskip("duckdb"), pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    out = export("parquet")
    assert {one.name for one in out.iterdir()} == {
        f"{name}.parquet" for name in ("entries", "items", "owners", "categories")
    }
    database = duckdb.connect()
    query = f"SELECT e.owner, count(*) FROM '{out}/items.parquet' i JOIN '{out}/entries.parquet' e ON e.id = i.entry GROUP BY 1 ORDER BY 1"
    assert database.execute(query).fetchall() == [("人事局", 4), ("软件研究所", 2)]
    query = f"SELECT typeof(published), typeof(open), typeof(scope), published FROM '{out}/entries.parquet' LIMIT 1"
    *kinds, day = database.execute(query).fetchone()
    assert kinds == ["DATE", "BOOLEAN", "VARCHAR[]"] and day.isoformat() == "2026-05-01"
    query = (
        f"SELECT decode(value) FROM parquet_kv_metadata('{out}/entries.parquet') WHERE decode(key) = 'catalog.status'"
    )
    assert database.execute(query).fetchone()[0].startswith("未经审定稿")
    entries = pandas.read_parquet(out / "entries.parquet")
    assert list(entries["scope"].iloc[2]) == ["甲部", "乙部"] and entries["item_count"].sum() == 6


def test_parquet_without_pyarrow_says_what_to_install(root, tmp_path):  # noqa: F811
    code = "import sys; sys.modules['pyarrow'] = None; from govinfo_cli import cli; sys.exit(cli.run(sys.argv[1:]))"
    arguments = ["--root", root, "export", "-f", "parquet", "-o", tmp_path / "out", "--allow-errors"]
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, encoding="utf-8")
    assert done.returncode == 2 and 'pip install "govinfo-cli[parquet]"' in done.stderr
    assert len(done.stderr.splitlines()) == 2 and not (tmp_path / "out").exists()


ODD = [
    "", " ", "\ud800", "\x00", "a\nb", "..", "/", "甲" * 300, '"', "<script>", "_%2e", 1 << 70, -1, True, None, ["", 3], {"a": {}},
]  # fmt: skip
KEYS = ("code", "name", "owner", "owner_unit", "abstract", "keywords", "category", "themes", "format", "published", "share", "open", "related", "contact", "region", "matters")  # fmt: skip
EVERYWHERE = [
    dict.fromkeys(KEYS, value) | {"items": [dict.fromkeys(("name", "type", "length", "share", "open", "note"), value)]}
    for value in ODD
]
NAMED = [{"items": [{"name": "甲", "type": value, "length": value, "internal": value}]} for value in ODD]
odd = st.sampled_from(ODD)


@st.composite
def strange(draw):
    """Entries of every shape that --allow-errors lets pass, with what no format likes under any key."""
    found = draw(st.lists(catalogues.entries, max_size=4))
    for entry in found:
        for key in draw(st.sets(st.sampled_from(KEYS))):
            entry[key] = draw(odd)
        for item in entry["items"] if isinstance(entry.get("items"), list) else ():
            if isinstance(item, dict) and draw(st.booleans()):
                item[draw(st.sampled_from(["name", "type", "length", "share", "note"]))] = draw(odd)
    return found


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(data=strange(), scope=st.sampled_from([None, OUTSIDE]))
@example(data=EVERYWHERE + NAMED, scope=None)
@example(data=EVERYWHERE + NAMED, scope=OUTSIDE)
def test_no_entry_breaks_an_export(data, scope, root):  # noqa: F811
    packages = files("ckan", root, data, scope)
    made = [json.loads(line) for line in packages["datasets.jsonl"].split(b"\n") if line]
    check_packages(made, [json.loads(line) for line in packages["organizations.jsonl"].split(b"\n") if line])
    assert len(made) == len(data)
    (database,) = files("sqlite", root, data, scope).values()
    assert opened(database).execute("SELECT count(*) FROM entries").fetchone() == (len(data),)
    if scope:
        pyarrow = pytest.importorskip("pyarrow")
        rows = pytest.importorskip("pyarrow.parquet")
        table = rows.read_table(pyarrow.BufferReader(files("parquet", root, data, scope)["entries.parquet"]))
        assert table.num_rows == len(data)
    (linked,) = files("jsonld", root, data, scope).values()
    found = graph(linked)
    query = "SELECT (count(DISTINCT ?d) AS ?n) { ?d a <http://www.w3.org/ns/dcat#Dataset> }"
    assert [int(one.n) for one in found.query(query)] == [len(data)]


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(data=strange())
@example(data=EVERYWHERE + NAMED)
def test_no_entry_breaks_the_application_profile(data, root):  # noqa: F811
    (linked,) = files("jsonld", root, data).values()
    assert violations(graph(linked), OWN_SHAPES) == []


def test_the_query_of_the_readme_runs(export, tmp_path, monkeypatch):  # noqa: F811
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (query,) = re.findall(r"```sql\n(.*?)```", text, re.S)
    out = export("parquet", of=ROOT)
    monkeypatch.chdir(tmp_path)
    Path("analysis").symlink_to(out)
    assert len(duckdb.connect().execute(query).fetchall()) > 3


def test_an_empty_catalogue_gives_empty_tables(tmp_path, catalog):
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog/catalog.yaml").write_text(model.SETTINGS, encoding="utf-8")
    for name in ("jsonld", "ckan", "sqlite"):
        code, _, err = catalog("--root", tmp_path, "export", "-f", name, "-o", tmp_path / f"out.{name}")
        assert code == 0, err
    assert (tmp_path / "out.ckan/datasets.jsonl").read_bytes() == b""
    assert opened((tmp_path / "out.sqlite").read_bytes()).execute("SELECT count(*) FROM entries").fetchone() == (0,)
