"""Who could be a pair: boundaries, scores, the best arrangement with its proof, and the board that shows it."""
