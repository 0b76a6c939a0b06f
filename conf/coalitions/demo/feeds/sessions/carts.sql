-- A session tells whether something was laid into a cart, and the receipt where it was bought.
SELECT
  session AS cart_id,
  session AS visit_id,
  account AS member_id,
  started_at AS filled_at,
  if(receipt IS NULL, 'left', 'ordered') AS state,
  receipt AS transaction_id,
  _source
FROM sessions
WHERE lower(has_cart) = 'true'
