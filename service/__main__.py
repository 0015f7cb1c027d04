"""`python -m service` is `nianbao`."""

from service.cli import main

if __name__ == "__main__":  # not in the processes that `nianbao serve` begins
    main()
