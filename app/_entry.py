"""The console script; installed as `framework_advisor_entry`, a name that no folder has by chance.

Nothing but `sys` is imported before the path of imports is ours: where PYTHONPATH names the folder
that we are in, that may have modules named like ours or Python's, and none of them is to run.
"""

import sys


def main() -> None:
    """Runs the command line with a path of imports that leads to nothing in the current folder."""
    sys.path[:] = safe_path(sys.path)
    if sys.argv[1:] == ["--version"]:
        from app.files import release

        print(release())
        return
    from app.cli import main as run

    run()


def safe_path(path: list[str]) -> list[str]:
    """Our own folder first, then all but the current folder and what lies inside of it.

    Python's own library and environment stay, wherever they are.
    """
    os = sys.modules["os"]  # Python has imported it before any program begins

    def real(place: str) -> str:
        return str(os.path.realpath(place))

    def inside(place: str, folder: str) -> bool:
        return place == folder or place.startswith(folder.rstrip(os.sep) + os.sep)

    own = real(os.path.dirname(__file__))
    try:
        here = real(os.getcwd())
    except OSError:  # it was deleted
        here = None
    library = real(os.path.dirname(os.__file__))
    environment = real(sys.prefix)
    kept = [own]
    for entry in path:
        place = here if entry == "" else real(entry)
        if place is None or place == own:
            continue
        is_pythons = inside(place, library) or (inside(place, environment) and place != here)
        if here is None or is_pythons or not inside(place, here):
            kept.append(entry)
    return kept
