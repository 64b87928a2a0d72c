"""Read each file of a folder on its own and print what came of it, one JSON object a line: ``python -m tests.hostile.reading``.

A process of its own, so that a crash, a hang or a leak is seen from outside.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from kg.records import Failure
from kg.sources import read


def main(folder: Path) -> None:
    """Read the files of a folder in the order of their names."""
    for path in sorted(folder.iterdir()):
        failures: list[Failure] = []
        start = time.process_time()
        texts = [document.text for document in read([str(path)], on_failure=failures.append)]
        line = {
            "name": path.name,
            "documents": len(texts),
            "leaked": any("root:x:0" in text for text in texts),
            "failures": [[f.source, f.reason] for f in failures],
            "seconds": time.process_time() - start,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
