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
set "BOOK=%~f1"
set "OUT=%~dpn1_检查结果.xlsx"
set "CLOSE="
setlocal EnableDelayedExpansion
rem Explorer gives a name with an ampersand but no blank without quotes: the argument ends there, and the rest would run
rem as a command when this file ends. The whole name is taken from the command line, and the window is closed at the end.
set "REST="
if defined BOOK if not exist "!BOOK!" set "REST=!CMDCMDLINE:*.cmd" =!"
if defined REST set "REST=!REST:"=!"
if defined REST if exist "!REST!" set "CLOSE=1"
if defined CLOSE set "BOOK=!REST!"
if defined CLOSE set "OUT=!REST!_检查结果.xlsx"
if not defined TOOL (
  echo 没有找到 catalog 程序。先装好 Python 3.11 或更高版本，再打开“命令提示符”运行：
  echo   py -m pip install govinfo-cli
) else if not defined BOOK (
  echo 把填好的表格（Excel 或 WPS 表格都可以）拖到这个图标上，松开鼠标，就会检查这份表格。
  echo 检查结果另存一份，有问题的单元格标了颜色和批注；原来的表格不改动。
) else (
  %TOOL% --root "!HERE!" validate "!BOOK!" --annotate "!OUT!"
  set "CODE=!ERRORLEVEL!"
  if not "!CODE!"=="2" if exist "!OUT!" start "" "!OUT!"
)
echo.
pause
if defined CLOSE exit %CODE%
exit /b %CODE%
