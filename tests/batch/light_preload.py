"""Loaded once by the server that forks processes for tests, so that each of them is ready at once."""

from __future__ import annotations

import light

import defevents.batch.engines.inprocess
import defevents.batch.running
import defevents.corpus

light.extractor()
defevents.corpus.formats()
