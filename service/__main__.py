"""`python -m service` is `nianbao`."""

from service.cli import main

main()
