"""A folder in schemas/ beside the catalogue bears the name of a profile that the tool ships; it is not read."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.visible import shown

TITLE = Text(zh="规范与自带的重名", en="shadowed profile")


def check_catalog(catalog, rows, today):
    """One finding a folder, at the top of its profile.yaml."""
    for name in catalog.settings.shadowed:
        yield Finding(
            Text(
                zh=f"规范：schemas/{shown(name)} 与工具自带的规范重名而内容不同，没有采用",
                en=f"profile: schemas/{shown(name)} bears the name of a shipped profile, differs from it, and is not used",
            ),
            path=f"schemas/{name}/profile.yaml",
            help=Text(
                zh=f"检查用的是自带的“{shown(name)}”。要用自己的规范，文件夹改用别的名字，写上  extends: {shown(name)}  ，"
                "再列入 catalog.yaml 的 profile；不用的，删去这个文件夹",
                en=f"the shipped '{shown(name)}' was used. For a profile of your own rename the folder, let it say  "
                f"extends: {shown(name)}  and name it in catalog.yaml under profile; else delete the folder",
            ),
        )
