"""The default rule book once more for each peer, as a good user of that tool would write it. Only benchmarks use them.

Each takes its rates from the rule set, so that no rate is written twice, and answers exactly `schema.ANSWER`.
"""
