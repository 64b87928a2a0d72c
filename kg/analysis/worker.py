"""One process that examines documents for `workers.py`, in a fresh interpreter.

It reads pickled values from its standard input: first the `Task`, then one document after the other, and answers each on
its standard output with an `Examined`, or with a `Stop` when no document can be examined. It ends when its input does, so
it never outlives the process that started it by more than one document.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from contextlib import suppress

from kg.analysis.examiner import Examiner, told
from kg.analysis.messages import Stop, Task
from kg.errors import KgError, OntologyError


def main() -> None:
    """Answer until the input ends."""
    # An interrupt is meant for the process that started this one and ends it. Nothing but answers may reach the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    given = sys.stdin.buffer
    examiner: Examiner | None = None
    with suppress(EOFError, BrokenPipeError):
        task: Task = pickle.load(given)  # noqa: S301 - from the process that started this one
        while True:
            document = pickle.load(given)  # noqa: S301
            try:
                examiner = examiner or Examiner(task.ontology, task.program)
                answer: object = examiner.examine(document)
            except OntologyError as error:
                answer = Stop(str(error), error.faults)
            except KgError as error:
                answer = Stop(str(error))
            except Exception as error:
                answer = Stop(told(error))
            pickle.dump(answer, out, pickle.HIGHEST_PROTOCOL)
            out.flush()


if __name__ == "__main__":
    main()
