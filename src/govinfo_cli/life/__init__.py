"""The life of one entry over the whole history: across moves, renames, other codes, withdrawal and return; who bore a code before."""
