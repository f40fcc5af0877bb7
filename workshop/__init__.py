"""Heavy work on request: groups near-duplicates, typesets documents. Its results are proposals only."""
