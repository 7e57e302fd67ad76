"""Who may what, asked of the whole product: every address × every role × every place × every state.

- `addresses.py` walks the URL configuration. An address that stands in no table, and a view that takes posts nobody
  has decided on, fail `test_addresses.py` with a word on what to write.
- `table/` holds one `Entry` or more for every address: its verb, its arguments, the cases its decision may hang on.
- `oracle.py` says what a verb comes to, written from docs/rettigheder.md and importing nothing of the product;
  `test_oracle.py` holds it against the tables there.
- `world.py` has one thing of every kind, `marks.py` a word in each that is found wherever it should not show, and
  `actors.py` everybody who asks.
- `matrix.py` asks, and `test_matrix.py` fails with every cell in which product and oracle part, in which an answer
  holds a mark that the actor may not know of, or in which what is hidden looks otherwise than what does not exist.

To add an address: write down in docs/rettigheder.md who may; if no verb in `oracle.RULES` says the same, add one with
the row's words; then add an `Entry` in the module of `table/` that fits:

    Entry("clusters:report_title", "write report", _round, WRITE, post={}, guess={"round": "findes-ikke"})

`post` is needed where the view takes posts, and may be empty: a form with errors is as open as one without. Give
`post_verb` where posting is for others than looking, and `guess` where the address holds a name or a key. If the page
shows a kind of thing the world has none of, make one in `world.py`, with a word from `marks.py` in what is not for all.

Every actor meets every address and method once for each decision that the oracle comes to; which of the states that
lead to it, goes round. `RIGHTS=all python -m pytest tests/rights` asks in every state. Both say how many cells they
asked.
"""
