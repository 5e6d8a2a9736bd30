"""The frame around a scenario: a rig that is closed whatever happens, and evidence when it fails."""

import functools

from harness import Rig


def scenario(config=None, start=True, **rig_options):
    def wrap(play):
        @functools.wraps(play)
        def run(programs):
            rig = Rig(programs, play.__name__, config, start, **rig_options)
            try:
                play(rig)
            except BaseException:
                rig.close(failed=True)
                raise
            rig.close()
        return run
    return wrap
