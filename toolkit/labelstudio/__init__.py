"""Label Studio: the labelling interface, tasks with pre-coded events, push, pull, a local server
and the prediction backend.

One Action span is one event (or the full product of several sources and targets); its fields stand
on it as per-region controls. The conversion is exact both ways.
"""
