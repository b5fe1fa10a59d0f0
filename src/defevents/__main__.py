"""Lets ``python -m defevents`` run the command line."""

from defevents.cli import main

if __name__ == "__main__":
    main()
