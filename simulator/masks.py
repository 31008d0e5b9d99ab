"""New masks for the dropout of a network, drawn layer by layer."""

from collections.abc import Callable

from simulator.network import Network, with_masks
from simulator.ops.dropout import draw_mask
from simulator.streams import stream


def redrawing(seed: int) -> Callable[[Network], Network]:
    """A function that gives a network new masks each time, of the shapes and probabilities that its layers have."""
    rng = stream(seed, "masks")

    def redraw(network: Network) -> Network:
        dropouts = [layer.dropout for layer in network.layers]
        masks = [None if d is None else draw_mask(d.mask.shape, d.p, rng) for d in dropouts]
        return with_masks(network, masks)

    return redraw


def renewing(network: Network, seed: int) -> Callable[[Network], Network] | None:
    """`redrawing` from the second draw on, for updates; None where the network has no dropout in training mode."""
    if not any(layer.dropout is not None and layer.dropout.mode == "train" for layer in network.layers):
        return None
    redraw = redrawing(seed)
    redraw(network)  # the first draw is that of the first pass
    return redraw
