"""The parameters of `attention`: explicit numbers or how to draw them, and every convention by name."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from simulator.parameters import Parameters, Real, Whole

MOST_TIME, MOST_FEATURES, MOST_HEADS = 32, 64, 8
MOST_STUDIED = 4 * 10**6
"""Numbers drawn for the study of the scores: a tenth of a second and 70 megabytes."""

Row = Annotated[tuple[Real, ...], Field(min_length=1, max_length=MOST_FEATURES)]
Sequence_ = Annotated[tuple[Row, ...], Field(min_length=1, max_length=MOST_TIME)]
Weights = Annotated[tuple[Row, ...], Field(min_length=1, max_length=MOST_FEATURES)]
Allowed = Annotated[int, Field(strict=True, ge=0, le=1)]
MaskRow = Annotated[tuple[Allowed, ...], Field(min_length=1, max_length=MOST_TIME)]
Dimension = Annotated[int, Field(strict=True, ge=1, le=512)]


class AttentionParameters(Parameters):
    """Queries, keys and values, what turns them into an output, and the study of the scores."""

    inputs: Sequence_ | None = Field(
        None,
        description="Self-attention: one matrix (time, features) that queries, keys and values are all made of.",
    )
    queries: Sequence_ | None = Field(
        None, description="Matrix (queries, features), up to 32 by 64. Left out: drawn, N(0, 1)."
    )
    keys: Sequence_ | None = Field(
        None,
        description="Matrix (keys, features). Left out: drawn, N(0, 1). Queries of one sequence and keys of "
        "another are cross-attention.",
    )
    values: Sequence_ | None = Field(
        None, description="Matrix (keys, value features). Left out: drawn, N(0, 1)."
    )
    query_count: Whole = Field(3, ge=1, le=MOST_TIME, description="Queries to draw.")
    key_count: Whole = Field(3, ge=1, le=MOST_TIME, description="Keys and values to draw.")
    features: Whole = Field(
        4, ge=1, le=MOST_FEATURES, description="Features d_k of queries and keys to draw."
    )
    value_features: Whole = Field(4, ge=1, le=MOST_FEATURES, description="Features of values to draw.")
    project: bool = Field(
        False,
        strict=True,
        description="Whether weights that are not given are drawn, square, N(0, 1/features). Default: only given "
        "weights are used.",
    )
    w_query: Weights | None = Field(None, description="Queries are multiplied by this (features, heads d_k).")
    w_key: Weights | None = Field(None, description="Keys are multiplied by this (features, heads d_k).")
    w_value: Weights | None = Field(None, description="Values are multiplied by this (features, heads d_v).")
    w_output: Weights | None = Field(
        None, description="The heads' outputs, side by side, are multiplied by this (heads d_v, out)."
    )
    heads: Whole = Field(
        1,
        ge=1,
        le=MOST_HEADS,
        description="Heads: the features are shared out among them, evenly and in order.",
    )
    score: Literal["dot", "additive"] = Field(
        "dot", description="Score of query and key: scale q.k, or scale w.tanh(q + k) with w = w_score."
    )
    w_score: Row | None = Field(
        None, description="The w of additive scores, one number a feature. Left out: drawn, N(0, 1)."
    )
    scale: Real | None = Field(
        None,
        ge=-1e6,
        le=1e6,
        description="Factor of every score. Left out: 1/sqrt(d_k) of a head for dot products, 1 for additive.",
    )
    mask: (
        Literal["none", "causal"] | Annotated[tuple[MaskRow, ...], Field(min_length=1, max_length=MOST_TIME)]
    ) = Field(
        "none",
        description="`causal`: no key later than the query, the last of both being level; or a matrix (queries, "
        "keys) of 1 (may look) and 0.",
    )
    upstream: Sequence_ | None = Field(
        None,
        description="dC/d output (queries, out). Left out: drawn, N(0, 1). C is the output times it, summed.",
    )
    draws: Whole = Field(
        1000,
        ge=0,
        le=20_000,
        description="Drawn pairs of a query and a key for the variance of scores. 0: none.",
    )
    study_dimensions: Annotated[tuple[Dimension, ...], Field(min_length=1, max_length=12)] = Field(
        (1, 4, 16, 64, 256), description="The d_k at which scores are studied (up to 512)."
    )
    study_keys: Whole = Field(
        16, ge=2, le=64, description="Keys that a drawn query chooses among in the study."
    )

    @model_validator(mode="after")
    def _agree(self) -> "AttentionParameters":
        for complaint in self._complaints():
            raise ValueError(complaint)
        return self

    def _complaints(self) -> Iterator[str]:
        for name in (
            "inputs",
            "queries",
            "keys",
            "values",
            "w_query",
            "w_key",
            "w_value",
            "w_output",
            "upstream",
        ):
            lengths = sorted({len(row) for row in getattr(self, name) or ()})
            if len(lengths) > 1:
                yield f"{name} must have rows of one length, got rows of {' and '.join(map(str, lengths))}"
        if self.inputs is not None:
            for name in ("queries", "keys", "values"):
                if getattr(self, name) is not None:
                    yield f"{name} must be left out where inputs are given: they are the inputs"
        shapes = self.shapes
        if shapes["keys"][0] != shapes["values"][0]:
            yield f"values must be one per key ({shapes['keys'][0]}), got {shapes['values'][0]}"
        for name, of in (("w_query", "queries"), ("w_key", "keys"), ("w_value", "values")):
            given = getattr(self, name)
            if given is not None and len(given) != shapes[of][1]:
                yield f"{name} must have one row per feature ({shapes[of][1]}), got {len(given)}"
        if shapes["query"][1] != shapes["key"][1]:
            yield f"keys must have as many features as queries ({shapes['query'][1]}), got {shapes['key'][1]}"
        for name in ("query", "value"):
            if shapes[name][1] % self.heads:
                yield f"heads must divide the {shapes[name][1]} features of a {name} evenly, got {self.heads}"
        if self.w_output is not None and len(self.w_output) != shapes["value"][1]:
            yield f"w_output must have {shapes['value'][1]} rows, one per value feature, got {len(self.w_output)}"
        if self.w_score is not None and (self.score != "additive" or len(self.w_score) != shapes["query"][1]):
            yield f"w_score must be {shapes['query'][1]} numbers for additive scores, got {len(self.w_score)}"
        yield from self._mask_complaints(shapes)
        if self.upstream is not None and _shape(self.upstream) != shapes["output"]:
            yield f"upstream must be shaped as the output {shapes['output']}, got {_shape(self.upstream)}"
        if self.draws == 1:
            yield "draws must be 0 or at least 2, since one score has no variance, got 1"
        if list(self.study_dimensions) != sorted(set(self.study_dimensions)):
            yield f"study_dimensions must be in increasing order without repeats, got {list(self.study_dimensions)}"
        studied = self.draws * max(self.study_dimensions)
        if studied > MOST_STUDIED:
            yield f"draws must keep draws x the largest d_k at or below {MOST_STUDIED}, got {studied}"

    def _mask_complaints(self, shapes: dict[str, tuple[int, int]]) -> Iterator[str]:
        wanted = (shapes["query"][0], shapes["key"][0])
        if self.mask == "causal" and wanted[0] > wanted[1]:
            yield f"mask must not be causal with more queries than keys, got {wanted[0]} and {wanted[1]}"
        if isinstance(self.mask, tuple):
            if any(len(row) != wanted[1] for row in self.mask) or len(self.mask) != wanted[0]:
                yield f"mask must be {wanted[0]} rows of {wanted[1]} numbers 0 or 1, got {len(self.mask)} rows"
            for number, row in enumerate(self.mask):
                if not any(row):
                    yield f"mask[{number}] must let its query look at one key at least, got none"

    @property
    def shapes(self) -> dict[str, tuple[int, int]]:
        """(time, features) of everything: as it comes in, after the weights, and of the output."""
        given: dict[str, Any] = {
            name: self.inputs if self.inputs is not None else getattr(self, name)
            for name in ("queries", "keys", "values")
        }
        drawn = {
            "queries": (self.query_count, self.features),
            "keys": (self._drawn_keys(given), self.features),
            "values": (self._drawn_keys(given), self.value_features),
        }
        shapes = {name: _shape(x) if x is not None else drawn[name] for name, x in given.items()}
        for name, of, w in (
            ("query", "queries", self.w_query),
            ("key", "keys", self.w_key),
            ("value", "values", self.w_value),
        ):
            shapes[name] = (shapes[of][0], len(w[0]) if w is not None else shapes[of][1])
        out = len(self.w_output[0]) if self.w_output is not None else shapes["value"][1]
        return {**shapes, "output": (shapes["query"][0], out)}

    def _drawn_keys(self, given: dict[str, Any]) -> int:
        """As many keys as given values and the other way round; else `key_count`."""
        return next(
            (len(given[name]) for name in ("keys", "values") if given[name] is not None), self.key_count
        )


def _shape(rows: tuple[tuple[float, ...], ...]) -> tuple[int, int]:
    return len(rows), len(rows[0])
