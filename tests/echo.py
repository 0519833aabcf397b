"""A helper that answers what it is asked."""

from tracker.helpers import serve

if __name__ == "__main__":
    serve(lambda message: message)
