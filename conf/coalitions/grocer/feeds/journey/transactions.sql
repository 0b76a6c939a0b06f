-- One row per delivered line; a basket's lines have no number of their own, so each is numbered by its place in the file.
SELECT
  t.basket_id AS transaction_id,
  t._source.line AS line,
  t.household_id AS member_id,
  'grocer' AS partner_id,
  t.store_id,
  t.product_id,
  p.product_category AS category,
  'settled' AS state,
  t.transaction_timestamp AS sold_at,
  t.quantity,
  t.sales_value AS amount,
  CAST(
    coalesce(try_cast(t.retail_disc AS DECIMAL(18, 2)), 0)
    + coalesce(try_cast(t.coupon_disc AS DECIMAL(18, 2)), 0)
    + coalesce(try_cast(t.coupon_match_disc AS DECIMAL(18, 2)), 0) AS STRING
  ) AS discount,
  t._source
FROM transactions t
LEFT JOIN products p ON p.product_id = t.product_id
