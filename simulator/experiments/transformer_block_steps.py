from typing import Any
def steps(problem: Any, done: Any, measured: Any, in_full: bool) -> tuple[Any, ...]:
    return ()
