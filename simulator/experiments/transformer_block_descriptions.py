"""What the measurements of `transformer_block` are, each under the prefix of its placement."""

from simulator.experiments.transformer_block_build import Weights
from simulator.experiments.transformer_block_given import MATRICES

NORMS = {
    "hidden_norm": "norm of the hidden state h before each block and after the last (depth + 1,)",
    "hidden_mean_square": "mean square of its entries (depth + 1,)",
    "hidden_mean_square_error": "standard error of that, 0 for one network (depth + 1,)",
    "summed_mean_square": "mean square of skip plus feed-forward branch, before any norm after it (depth,)",
    "summed_mean_square_error": "standard error of that (depth,)",
    "gradient_norm": "norm of dC/dh there (depth + 1,)",
    "gradient_norm_error": "standard error of that (depth + 1,)",
    "first_to_last": "gradient_norm before the first block over that after the last; NaN where the last is 0",
    "weight_gradient_norm": "norm of dC/dW of each block, all six matrices (depth,)",
    "weight_gradient_norm_error": "standard error of that (depth,)",
    "weight_first_to_last": "weight_gradient_norm of the first block over that of the last; NaN where that is 0",
    **{f"{part}_gradient_norm": f"norm of dC/d{part} of each block (depth,)" for part in MATRICES},
    "attention_entropy": "entropy of the attention weights of a position in nats, mean over heads (depth,)",
    "first_infinite_block": "number of the first block with an infinite score, sum or output, 0 if none",
    "first_nan_block": "number of the first block with a NaN there, 0 if none",
}
"""Means over the networks."""

_SHAPES = {"w1": "(width, hidden)", "w2": "(hidden, width)", "b1": "(hidden,)"}
FIRST = {
    "attention_input": "what attention is fed: N(x) in pre-norm, else x (time, width)",
    "query": "queries (time, width)",
    "key": "keys (time, width)",
    "value": "values (time, width)",
    "score": "scaled scores before the mask ([heads,] time, time); no axis of heads where there is one",
    "attention_weight": "softmax of the allowed scores ([heads,] time, time)",
    "mixed": "values mixed by the weights, heads side by side (time, width)",
    "attention_branch": "attention's branch, before the branch scale (time, width)",
    "attention_sum": "skip plus that branch, before any norm after it (time, width)",
    "middle": "hidden state between the halves (time, width)",
    "feed_input": "what the feed-forward branch is fed (time, width)",
    "net_input": "what its activation receives (time, hidden)",
    "activation": "what its activation gives (time, hidden)",
    "feed_branch": "the feed-forward branch, before the branch scale (time, width)",
    "feed_sum": "skip plus that branch, before any norm after it (time, width)",
    "block_output": "hidden state after the block (time, width)",
    "output": "output of the whole stack (time, width)",
    "output_gradient": "dC/d output, given or drawn (time, width)",
    "block_output_gradient": "dC/d block_output (time, width)",
    "feed_sum_gradient": "dC/d feed_sum (time, width)",
    "activation_gradient": "dC/d activation (time, hidden)",
    "net_input_gradient": "dC/d net_input (time, hidden)",
    "feed_input_gradient": "dC/d feed_input, by that branch alone (time, width)",
    "middle_gradient": "dC/d middle, by skip and branch (time, width)",
    "attention_sum_gradient": "dC/d attention_sum (time, width)",
    "mixed_gradient": "dC/d mixed (time, width)",
    "attention_weight_gradient": "dC/d attention_weight ([heads,] time, time)",
    "score_gradient": "dC/d score ([heads,] time, time)",
    "query_gradient": "dC/d query (time, width)",
    "key_gradient": "dC/d key (time, width)",
    "value_gradient": "dC/d value (time, width)",
    "attention_input_gradient": "dC/d attention_input, by queries, keys and values added (time, width)",
    "input_gradient": "dC/d inputs (time, width)",
    **{
        f"{name}_gradient": f"dC/d{name} {_SHAPES.get(name, '(width, width)' if name in MATRICES else '(width,)')}"
        for name in Weights._fields
    },
    "final_scale_gradient": "dC/d scale of the final norm (width,); [] without one",
    "final_shift_gradient": "dC/d its shift (width,); [] without one",
}
"""Of the first block of the first network; [] where width or time is above 16 or hidden above 64."""
