"""Who people are: keys, and the door through which only pseudonyms leave."""
