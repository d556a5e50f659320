#!/bin/sh
# 检查目录，并列出本次变更。适用于 GitLab、Gitee Go、Jenkins 和任何能运行 sh 的地方；只用 git 和 catalog。
#
#   sh ci/check.sh
#
# 结果在屏幕上，也在 catalog-report/ 里：check.xml（JUnit）、gl-code-quality-report.json（GitLab）、
# changes.md 和 changes.html（变更说明）。有错误时返回 1，未能检查时返回 2。
#
# 可以设的变量：
#   CATALOG_BASE     比对基准（分支、标签或提交）；不设则按平台的变量取，都没有就只检查、不比对
#   CATALOG_FAIL_ON  有这一级变更即不通过：breaking、attention、any、never（默认 never）
#
# 浅克隆取不到比对基准：把克隆深度设为 0（全部历史）。
set -eu
cd "$(dirname "$0")/.."

if command -v catalog >/dev/null 2>&1; then
  run() { catalog "$@"; }
elif python3 -P -m govinfo_cli --version >/dev/null 2>&1; then
  run() { python3 -P -m govinfo_cli "$@"; }
else
  echo '没有找到 catalog。先运行  python3 -m pip install govinfo-cli' >&2
  exit 2
fi

base=${CATALOG_BASE:-}
if [ -z "$base" ] && [ -n "${CI_MERGE_REQUEST_DIFF_BASE_SHA:-}" ]; then
  base=$CI_MERGE_REQUEST_DIFF_BASE_SHA # GitLab
elif [ -z "$base" ] && [ -n "${GITEE_PULL_ID:-}" ]; then
  base=${GITEE_COMMIT:-} # Gitee Go: of a pull request, the commit of the target branch
elif [ -z "$base" ] && [ -n "${CHANGE_TARGET:-}" ]; then
  base=origin/$CHANGE_TARGET # Jenkins, multibranch
fi

report=catalog-report
mkdir -p "$report"
rm -f "$report/changes.md" "$report/changes.html"
status=0
run validate ${base:+--base "$base"} \
  -f text -f junit -o "$report/check.xml" -f gitlab -o "$report/gl-code-quality-report.json" || status=$?
if [ -n "$base" ]; then
  echo
  changed=0
  run diff "$base...HEAD" --fail-on "${CATALOG_FAIL_ON:-never}" \
    -f text -f markdown -o "$report/changes.md" -f html -o "$report/changes.html" || changed=$?
  [ "$changed" -le "$status" ] || status=$changed
fi
exit "$status"
