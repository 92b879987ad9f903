"""Which owned address serves what, as the owner chose it: the page Plan, its settings and its firewall.

`plan.py` lays addresses out; here stands what an owner made of it. Nothing here changes a machine.
"""
