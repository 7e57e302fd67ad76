"""The actors of the tables of who may what: their roles in the demo, and as whom each logs in."""

# What each actor is: (own municipality, is its lead, cluster one belongs to, leads the cluster, other roles)
ACTORS = {
    "anonymous": {},
    "no role": {"known": True},
    "reader": {"known": True},
    "caseworker Faxe": {"known": True, "own": "0320", "cluster": "Syd"},
    "lead Faxe": {"known": True, "own": "0320", "cluster": "Syd", "lead": True},
    "lead Lolland": {"known": True, "own": "0360", "cluster": "Syd", "lead": True},
    "caseworker Guldborgsund": {"known": True, "own": "0376", "cluster": "Syd"},
    "lead Greve": {"known": True, "own": "0253", "cluster": "Øst", "lead": True},
    "lead Stevns": {"known": True, "own": "0336", "cluster": "Syd", "lead": True},
    "cluster lead Syd": {"known": True, "cluster": "Syd", "leads_cluster": True, "from": "0370"},
    "cluster lead Øst": {"known": True, "cluster": "Øst", "leads_cluster": True, "from": "0265"},
    "project group": {"known": True, "project": True, "from": "0350"},
    "steering group": {"known": True, "steering": True},
    "administrator": {"known": True, "admin": True},
    "project group elsewhere": {"known": True, "elsewhere": True},
    "lead elsewhere": {"known": True, "elsewhere": True},
}
# CI asks both databases for these, one of each kind of role; see .ci/run.
ON_BOTH_DATABASES = {
    *("anonymous", "caseworker Faxe", "lead Lolland", "cluster lead Syd", "project group", "steering group"),
    "administrator",
}
LOGINS = {
    "reader": "laeser",
    "caseworker Faxe": "sagsbehandler.faxe.stof",
    "lead Faxe": "ansvarlig.faxe",
    "lead Lolland": "ansvarlig.lolland",
    "caseworker Guldborgsund": "sagsbehandler.guldborgsund",
    "lead Greve": "ansvarlig.greve",
    "lead Stevns": "ansvarlig.stevns",
    "cluster lead Syd": "tovholder.syd",
    "cluster lead Øst": "tovholder.oest",
    "project group": "projektgruppe.lejre",
    "steering group": "styregruppe",
    "administrator": "admin",
}
