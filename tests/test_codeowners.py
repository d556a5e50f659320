"""CODEOWNERS: every owner's folder is the owner's, whatever the owner is called; nothing else gets into a line."""

from __future__ import annotations

import model
import pytest

from govinfo_cli.catalog import Catalog
from govinfo_cli.edition.exported import Edition
from govinfo_cli.exports.codeowners import PATH, bundle
from govinfo_cli.settings import open_records, open_settings
from govinfo_cli.source import Folder
from govinfo_cli.starting import HOSTS

OWNERS = """\
人事局: {kind: 机关部门, contact: {account: "@hr @academy/hr-lead"}}
财务局: {kind: 机关部门, contact: {email: cw@example.org}}
办公厅: {kind: 机关部门, synonyms: [院网信办], contact: {account: "@office"}}
软件 研究所#1: {kind: 院属单位, supervisor: 人事局, contact: {account: "@iscas"}}
文献中心: {kind: 院属单位, supervisor: 人事局}
审计局: {kind: 机关部门, contact: {unit: 综合处}}
院长办: {kind: 机关部门, contact: {account: "@x * @y\\n/catalog/ @evil"}}
"""


@pytest.fixture
def written(tmp_path):
    def write(owners: str, settings: str = model.SETTINGS + "roles: {office: 院网信办}\n") -> list[str]:
        (tmp_path / "catalog").mkdir(exist_ok=True)
        (tmp_path / "catalog/catalog.yaml").write_text(settings, encoding="utf-8")
        (tmp_path / "catalog/owners.yaml").write_text(owners, encoding="utf-8")
        source = Folder(tmp_path)
        settings = open_settings(source)
        edition = Edition(settings, Catalog(settings, open_records(source)), lambda: iter(()))
        return bundle(edition).files[PATH].decode().splitlines()

    return write


def test_each_owner_is_asked_about_its_folder(written):
    lines = written(OWNERS)
    rules = [line for line in lines if not line.startswith("#")]
    assert rules[:2] == ["/catalog/ @office", "/schemas/ @office"]
    assert rules.index("/CODEOWNERS @office") < rules.index("/catalog/人事局/ @hr @academy/hr-lead")
    assert "/catalog/人事局/ @hr @academy/hr-lead" in rules
    assert "/catalog/财务局/ cw@example.org" in rules
    assert "/catalog/软件研究所\\#1/ @iscas" in rules
    assert "/catalog/文献中心/ @hr @academy/hr-lead" in rules
    assert [line for line in lines if "审计局" in line] == ["# 审计局：没有登记账号 (no account)"]


def test_the_office_is_asked_about_what_decides_the_checks(written):
    """Whatever `init` lays out for a host stands in a line of its own: else a change could take its own judge away."""
    lines = written(OWNERS)
    for path in {path for paths in HOSTS.values() for path in paths} | {".pre-commit-config.yaml", "hooks/pre-commit"}:
        top, below, _ = path.partition("/")
        assert f"/{top}{below} @office" in lines, path


def test_what_is_no_account_does_not_get_in(written):
    rules = [line for line in written(OWNERS) if "院长办" in line]
    assert rules == ["/catalog/院长办/ @x @y @evil"]


def test_without_an_office_the_shared_files_are_said_to_be_nobodys(written):
    lines = written("人事局: {kind: 机关部门}\n", model.SETTINGS)
    assert [line for line in lines if not line.startswith("#")] == []
    assert any("办公机构没有登记账号" in line for line in lines)
