"""The files of `examples/daily`: what cron and systemd are told is what runs, day after day."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sources.web.servers import conditional, reply, serve
from tests.test_docs import problem

DAILY = Path(__file__).resolve().parents[1] / "examples" / "daily"
POST = """<item><title>Note {1}</title><link>https://harbour-{0}.example/{1}</link><guid>{0}-{1}</guid>
<pubDate>0{1} Nov 2026 09:00:00 GMT</pubDate><description>The crane crew of berth {0} compared Gemma 4 with Qwen 3 on day {1},
and the clerk of pier {0} kept the table.</description></item>"""


def cron_lines() -> list[str]:
    """Return the commands of the crontab."""
    lines = [line.split(maxsplit=5) for line in (DAILY / "crontab").read_text(encoding="utf-8").splitlines()]
    return [fields[5] for fields in lines if fields and not fields[0].startswith("#")]


def feed(berth: int, days: int) -> bytes:
    """Return a feed with a post of each day."""
    items = "".join(POST.format(berth, day) for day in range(1, days + 1))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Berth {berth}</title>{items}</channel></rss>'.encode()


def test_every_command_is_known() -> None:
    """A line that people copy would name an option that is gone, and cron tells nobody."""
    unit = (DAILY / "kg.service").read_text(encoding="utf-8")
    [start] = [line.split("=", 1)[1] for line in unit.splitlines() if line.startswith("ExecStart=")]
    found = [start, *(line.split("&&")[1].strip() for line in cron_lines())]
    assert [problem("kg " + line.split("/kg ", 1)[1]) for line in found] == [""] * 3
    assert "%" not in "".join(cron_lines()), "cron would read what follows a percent sign as input"


def test_the_lines_of_the_crontab_run_as_cron_runs_them(tmp_path: Path) -> None:
    """With cron's bare environment a line would not find the program, or the second day would not bring what is new."""
    folder = tmp_path / "ai"
    folder.mkdir()
    (folder / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    (folder / "watch.txt").write_text("Gemma 4\n", encoding="utf-8")
    build, news = cron_lines()
    build = build.replace("feeds.opml", "feeds.opml --allow-private")  # the feeds of this test are on this machine
    bare = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "LOGNAME": "reader"}

    def run(line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["/bin/sh", "-c", line], env=bare, cwd="/", capture_output=True, text=True, check=False)

    with serve() as site:
        outlines = "".join(f'<outline xmlUrl="{site.address}/{berth}"/>' for berth in range(5))
        (folder / "feeds.opml").write_text(f'<opml version="2.0"><body>{outlines}</body></opml>', encoding="utf-8")
        for day in (1, 2):
            site.routes = {f"/{berth}": conditional(feed(berth, day), f'"{day}"') for berth in range(4)}
            site.routes["/4"] = reply(500)
            ended = run(build)
            assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
            assert json.loads((folder / "last-run.json").read_text(encoding="utf-8"))["documents"] == 4 * day
            log = (folder / "kg.log").read_text(encoding="utf-8").splitlines()
            assert [line.startswith(f"kg: not read: {site.address}/4") for line in log] == [True] * day
    told = run(news)
    assert told.returncode == 0, told.stderr
    assert "Gemma 4" in told.stdout
    status = run('cd "$HOME/ai" && .venv/bin/kg status --json')
    assert status.returncode == 0, status.stderr
    assert status.stdout.count('"documents": 2') == 4


def test_systemd_finds_nothing_to_say_about_the_units(tmp_path: Path) -> None:
    """A unit with a fault is ignored at the next start, and nothing is read any more."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    (tmp_path / "ai").mkdir()
    (tmp_path / "ai" / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    (tmp_path / "run").mkdir(mode=0o700)
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path / "run")}
    units = [str(DAILY / "kg.service"), str(DAILY / "kg.timer")]
    command = ["systemd-analyze", "verify", "--user", *units]
    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")
