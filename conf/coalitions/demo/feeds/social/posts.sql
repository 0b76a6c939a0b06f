-- What accounts write is public; whose account it is nobody knows, so an author is a person of another namespace.
SELECT
  post_id,
  channel,
  account AS member_id,
  posted_at,
  language,
  NULL AS title,
  text,
  stars AS score,
  NULL AS transaction_id,
  NULL AS product_id,
  brand AS partner_id,
  place AS place_name,
  NULL AS region_code,
  _source
FROM posts
