"""Spark from its start to its end: whether it can start, with which settings, and what it says when it does not."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.errors import EngineError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: Releases of Java that the pinned Spark runs on begin here.
OLDEST_JAVA: Final = 17
#: How the extra is installed.
_EXTRA: Final = "pip install 'model-mention-kg[spark]'"
#: Seconds between two looks at how far a job has come.
_LOOK: Final = 0.5

#: What every job needs, whatever the cluster: times without a zone, as the store has them, and batches that fit a worker.
_SETTINGS: Final[Mapping[str, str]] = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "512",
    "spark.ui.showConsoleProgress": "false",
}
#: The same for its Java: compiling code for a long life costs more than a job on one machine gains by it.
_LIGHT: Final = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
#: What a job on this machine alone needs besides: no ports for others, little memory, no more tasks than it can use.
_HERE: Final[Mapping[str, str]] = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.driver.memory": "1g",
}


def check_java() -> None:
    """Raise EngineError, with what to do, unless there is a Java that Spark can run on."""
    advice = f"install it (on Debian: apt install openjdk-{OLDEST_JAVA}-jre-headless), or let JAVA_HOME name it"
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if java is None or not Path(java).is_file():
        where = f", and JAVA_HOME ({home}) leads to none" if home else ""
        raise EngineError(f"Spark needs Java {OLDEST_JAVA} or later, and there is none here{where}: {advice}")
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)  # noqa: S603 - the user's own Java
    found = re.search(r'version "(?:1\.)?(\d+)', told.stderr + told.stdout)
    if found is None or int(found[1]) < OLDEST_JAVA:
        raise EngineError(f"Spark needs Java {OLDEST_JAVA} or later, and {java} is {found[1] if found else 'none'}: {advice}")


def is_here(master: str) -> bool:
    """Return whether a master is this machine and no cluster of others."""
    return master.startswith("local")


def processors_of(master: str) -> int:
    """Return how many tasks a master on this machine runs at once; 0 where it does not say."""
    if cluster := re.fullmatch(r"local-cluster\[\s*(\d+)\s*,\s*(\d+)\s*,\s*\d+\s*\]", master):
        return int(cluster[1]) * int(cluster[2])
    threads = re.fullmatch(r"local\[\s*(\d+)\s*(?:,\s*\d+\s*)?\]", master)
    return int(threads[1]) if threads else 1 if master == "local" else 0


@contextmanager
def session(master: str, settings: Mapping[str, str], log: Path) -> Iterator[SparkSession]:
    """Start Spark for as long as the block runs; nothing of it is left, however the block ends.

    ``settings`` go before ours. What Spark logs goes to a file. Raises EngineError when Spark is not installed or cannot
    start.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise EngineError(f"the Spark engine is an extra, and {error.name or 'pyspark'} is not installed: {_EXTRA}") from error
    check_java()
    builder = SparkSession.builder.master(master).appName("kg build")
    for name, value in {**_settings(master, log), **settings}.items():
        builder = builder.config(name, value)
    with _workers_like_this(master):
        try:
            spark = builder.getOrCreate()
        except (PySparkException, RuntimeError, OSError) as error:
            raise EngineError(f"Spark could not start on {master}: {cause(error)} (see {log})") from error
        except Exception as error:  # what Java throws has no common class on this side
            raise EngineError(f"Spark could not start on {master}: {cause(error)} (see {log})") from error
        name = spark.sparkContext.applicationId
        try:
            yield spark
        finally:
            _end(spark)
            _tidy(master, name)


def _settings(master: str, log: Path) -> dict[str, str]:
    found = {**_SETTINGS}
    if not is_here(master):
        return found
    found |= _HERE
    if count := processors_of(master):
        found["spark.sql.shuffle.partitions"] = str(2 * count)
    config = Path(__file__).with_name("log4j2.properties")
    said = f"-Dlog4j2.configurationFile={config.as_uri()} -Dkg.spark.log={log.absolute()}"
    found["spark.driver.extraJavaOptions"] = f"{_LIGHT} {said}"
    found["spark.executor.extraJavaOptions"] = _LIGHT
    # Executors of a local cluster find the program where this process has it.
    found["spark.executorEnv.PYTHONPATH"] = os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path if entry)
    return found


@contextmanager
def _workers_like_this(master: str) -> Iterator[None]:
    """Let workers on this machine run the Python that runs here, unless the user has said which."""
    name = "PYSPARK_PYTHON"
    if not is_here(master) or name in os.environ:
        yield
        return
    os.environ[name] = sys.executable
    try:
        yield
    finally:
        del os.environ[name]


def _end(spark: SparkSession) -> None:
    """End Spark and the process that it runs in, even when it has lost its way."""
    from pyspark import SparkContext

    gateway = SparkContext._gateway  # pyspark leaves its Java process running until Python ends
    with suppress(Exception):
        spark.stop()
    process = getattr(gateway, "proc", None)
    with suppress(Exception):
        if gateway is not None:
            gateway.shutdown()
    if process is not None:
        with suppress(OSError):
            process.stdin.close()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    SparkContext._gateway = None
    SparkContext._jvm = None


def _tidy(master: str, application: str) -> None:
    """Remove what a local cluster leaves in Spark's own folder."""
    if not master.startswith("local-cluster"):
        return
    import pyspark

    home = Path(os.environ.get("SPARK_HOME") or Path(pyspark.__file__).parent)
    shutil.rmtree(home / "work" / application, ignore_errors=True)


def cause(error: BaseException) -> str:
    """Return in one line what an error of Spark's says at its heart: the last line of what was raised in a worker."""
    text = str(error)
    raised = [line.strip() for line in text.splitlines() if re.match(r"\s*(?:[\w.]+\.)?\w*(?:Error|Exception)\b.*: ", line)]
    lines = raised or [line.strip() for line in text.splitlines() if line.strip()] or [type(error).__name__]
    return " ".join(lines[-1 if raised else 0].split())[:300]


@contextmanager
def watched(spark: SparkSession, tell: Callable[[int, int], None]) -> Iterator[None]:
    """Tell, for as long as the block runs, how many of the tasks that are known are done."""
    done = threading.Event()
    tracker = spark.sparkContext.statusTracker()
    seen: dict[int, tuple[int, int]] = {}

    def look() -> None:
        while not done.wait(_LOOK):
            with suppress(Exception):  # Spark is about to end
                for stage in tracker.getActiveStageIds():
                    if info := tracker.getStageInfo(stage):
                        seen[stage] = info.numCompletedTasks, info.numTasks
                tell(sum(n for n, _ in seen.values()), max(1, sum(n for _, n in seen.values())))

    thread = threading.Thread(target=look, name="watching", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
