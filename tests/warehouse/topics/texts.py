"""Posts on two things, by turns, over four weeks."""

from datetime import date, timedelta

QUEUE = ("queue", "staff", "rude", "waiting", "counter", "service", "manager", "slow")
BREAD = ("bread", "fresh", "tasty", "oven", "crust", "butter", "flour", "crisp")


def posts(n, language="en", days=28):
    """`n` posts, each of three of the eight words of its thing and of one that all share."""
    for i in range(n):
        words = (QUEUE, BREAD)[i % 2]
        said = [words[(i // 2 + step) % 8] for step in (0, 1, 3)]
        day = date(2018, 1, 1) + timedelta(days=i % days)
        yield {"post_id": f"{language}{i}", "language": language, "text": f"again {' '.join(said)} {i}",
               "posted_at": f"{day} 12:00:00", "month": f"{day:%Y-%m}-01", "copy_key": i}  # fmt: skip
