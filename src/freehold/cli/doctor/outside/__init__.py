"""`./freehold doctor --outside`: what a visitor's browser and this server reach, walked, judged and signed.

A copy of this program with a fictional practice is started on the same address (`copy.py`, `scratch.py`) and
walked as everybody (`walking.py`); `judging.py` holds what was seen against the plan; `page.py` and
`sealing.py` make the signed page of it.
"""
