from .application import application

application()
