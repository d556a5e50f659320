@echo off
rem UTF-8 without a byte order mark. cmd reads this file by the code page that is set, so all above chcp is ASCII; GBK
rem would be unreadable on other Windows, in git and in editors. Lines end in CR LF, or cmd loses its place.
rem Names that come from outside are expanded with exclamation marks only, after a line was parsed: blanks, ampersands,
rem parentheses, carets and percent signs in them do nothing.
setlocal EnableExtensions DisableDelayedExpansion
chcp 65001 >nul
set "PYTHONUTF8=1"
rem What lies in a folder is not run in place of the real program; and only a real program, no batch file, comes back.
set "NoDefaultCurrentDirectoryInExePath=1"
set "HERE=%~dp0."
set "CODE=2"
set "TOOL="
where $PATH:catalog.exe >nul 2>nul && set "TOOL=catalog.exe"
if not defined TOOL where $PATH:py.exe >nul 2>nul && py.exe -P -m govinfo_cli --version >nul 2>nul && set "TOOL=py.exe -P -m govinfo_cli"
if not defined TOOL where $PATH:python.exe >nul 2>nul && python.exe -P -m govinfo_cli --version >nul 2>nul && set "TOOL=python.exe -P -m govinfo_cli"
setlocal EnableDelayedExpansion
if not defined TOOL (
  echo 没有找到 catalog 程序。先装好 Python 3.11 或更高版本，再打开“命令提示符”运行：
  echo   py -m pip install govinfo-cli
) else (
  %TOOL% --root "!HERE!" validate
  set "CODE=!ERRORLEVEL!"
)
echo.
pause
exit /b %CODE%
