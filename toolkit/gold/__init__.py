"""Gold: what the annotators agree on, what the vote leaves open, and what an adjudicator decides.

from toolkit.gold import make_gold, write_gold
gold = make_gold(annotations, codebook)
gold.events, gold.open
"""

from toolkit.gold.make import Gold, GoldDocument, OpenUnit, make_gold, write_gold

__all__ = ["Gold", "GoldDocument", "OpenUnit", "make_gold", "write_gold"]
