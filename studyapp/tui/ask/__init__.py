"""The parts of the asking screen: the attempt, what is seen of it, its verdict and its worked example."""
