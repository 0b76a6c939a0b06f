"""Who lives in the world: members, their habits, visits, baskets and posts."""
