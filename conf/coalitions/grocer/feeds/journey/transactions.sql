-- One row per delivered line. A basket's lines have no number of their own: each has its place, purchases first.
SELECT
  t.basket_id AS transaction_id,
  row_number() OVER (PARTITION BY t.basket_id ORDER BY coalesce(try_cast(t.sales_value AS DOUBLE), 0) <= 0, t._source) AS line,
  t.household_id AS member_id,
  'grocer' AS partner_id,
  t.store_id,
  t.product_id,
  p.department AS category,
  'settled' AS state,
  -- Delivered in UTC; the stores stand in the east of the United States.
  from_utc_timestamp(try_cast(t.transaction_timestamp AS TIMESTAMP), 'America/New_York') AS sold_at,
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
