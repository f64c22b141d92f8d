"""A second, targeted look at what is still unknown after a model's first reading. Decides nothing.

The passages nearest to a criterion's terms are found in the chart and the model is asked for those facts alone; what it
answers goes through the same gate as every claim.
"""
