"""``python -m shuangbai``: the command line."""

from shuangbai.cli import app

if __name__ == "__main__":
    app()
