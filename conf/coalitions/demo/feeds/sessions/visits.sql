SELECT
  session AS visit_id,
  'mall' AS site,
  visitor AS visitor_id,
  account AS member_id,
  started_at,
  pages AS n_pages,
  has_cart,
  receipt AS transaction_id,
  _source
FROM sessions
