"""The scenarios, in the order in which they are played."""

import importlib

import world  # noqa: F401  # knows where tests/e2e is

ALL = {}


def scenario(seconds=600, in_slice=False, apart=False, on=frozenset({"image"})):
    """`seconds`: then it has failed. `in_slice`: part of what scripts/test plays. `apart`: played when it is named, and not with all. `on`: what has to be
    made before, the machine of the packages ("image"), the disk with two slots ("disks"), or nothing."""
    def keep(function):
        function.seconds, function.in_slice, function.apart, function.on = seconds, in_slice, apart, on
        ALL[function.__name__] = function
        return function
    return keep


for module in ("play_sales", "play_display", "play_faults", "play_ways_out", "play_care", "play_image", "compare"):
    try:
        importlib.import_module(module)
    except ModuleNotFoundError as missing:
        if missing.name != module:
            raise
