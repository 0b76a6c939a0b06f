"""`python -m gcrm`: the command line."""

from gcrm.cli.main import main

if __name__ == "__main__":
    main()
