"""What the processes of a house are forked from: all is imported, and the application is made."""

from tests.faults.matrix.processes import application

application()
