from .application import application

application(prog_name="./freehold")
