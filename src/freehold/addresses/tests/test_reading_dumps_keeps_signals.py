"""mrtparse, once imported, lets a process die when a connection it writes to is closed: ours must not."""

import subprocess
import sys

IN_A_THREAD = """
import signal, threading
problems = []
def read():
    try:
        from freehold.addresses.tables import mrt
        mrt.mrtparse.Reader
    except Exception as problem:
        problems.append(problem)
thread = threading.Thread(target=read)
thread.start()
thread.join()
print(signal.getsignal(signal.SIGPIPE).name, problems)
"""


def test_it_may_be_imported_in_any_thread_and_a_closed_connection_stays_an_error():
    done = subprocess.run(
        [sys.executable, "-c", IN_A_THREAD],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": "src"},
    )
    assert done.stdout == "SIG_IGN []\n"
