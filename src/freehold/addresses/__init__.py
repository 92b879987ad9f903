"""The IPv4 addresses a practice buys: audited before it pays, watched after, planned, proved.

`audit.py` asks the sources, `checks/` turn what they said into findings, `verdict.py` weighs the findings.
The sources' files are read in `tables/`; each machine that is asked over a network has one file here, named
for it.
"""
