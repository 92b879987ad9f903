import os

# Whatever another project left in this shell.
os.environ.pop("FREEHOLD_PARENT", None)
os.environ["DJANGO_SETTINGS_MODULE"] = "freehold.config.settings"

from .application import application

application(prog_name="./freehold")
