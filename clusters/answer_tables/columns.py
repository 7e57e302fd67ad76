"""The columns of a table of answers: whatever shape a file has, its rows are understood as these."""

from misbrug.tables.book import ColumnSpec

ROUND = ColumnSpec(
    "runde",
    also=("rundens navn", "rundens kortnavn", "rundenavn"),
    hint="Rundens navn som på siden Klynger, eller dens årstal. Kan udelades, når filen importeres til en runde.",
)
CODE = ColumnSpec(
    "kommunekode",
    also=("kommunenummer", "kommunenr", "kommunenr.", "kommune nr", "kode"),
    hint="Fire cifre. Kan udelades, når kommunen er nævnt ved navn.",
)
MUNICIPALITY = ColumnSpec(
    "kommune", also=("kommunenavn", "kommunens navn"), hint="Navn eller kode. Kan udelades, når koden står der."
)
TRACK = ColumnSpec(
    "spor",
    also=("område", "områder", "spor/område"),
    hint="Et eller flere områder. Kan udelades, når kommunen har ét spor, der dækker dem alle.",
)
INDICATOR = ColumnSpec(
    "indikator",
    required=True,
    also=("indikatornummer", "indikator nr", "indikator nr.", "indikatornr", "nummer", "nr", "nr.", "nøgle"),
    hint="Spørgsmålets nummer, for eksempel 1.1. Supplerende spørgsmål har et bogstav med, for eksempel 1.1a.",
)
VALUE = ColumnSpec("svar", required=True, also=("besvarelse", "værdi"), hint="En tom celle ændrer ikke det, der står.")
ELABORATION = ColumnSpec(
    "uddybning",
    also=("uddybninger", "begrundelse", "uddybning/begrundelse", "bemærkning", "bemærkninger", "kommentar"),
    hint="Skal med ved delvis og ikke relevant, før selvvurderingen kan indsendes.",
)
VERSION = ColumnSpec(
    "version", also=("svarets version",), hint="Skrives af eksporten, så nyere svar ikke overskrives uset."
)

SPECS = (ROUND, CODE, MUNICIPALITY, TRACK, INDICATOR, VALUE, ELABORATION, VERSION)
