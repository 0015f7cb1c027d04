"""`python -m eval.samples`: writes the sample collection anew."""

from rich import print as show

from eval.samples.make import write_samples

if __name__ == "__main__":
    for path in write_samples():
        show(f"{path} ({path.stat().st_size:,} bytes)")
