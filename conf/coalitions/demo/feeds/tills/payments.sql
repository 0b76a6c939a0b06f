-- The mall alone says how its orders were paid: one payment an order.
SELECT
  receipt AS transaction_id,
  1 AS sequence,
  min(account) AS member_id,
  min(ordered_at) AS paid_at,
  min(payment) AS method,
  min(instalments) AS instalments,
  CAST(sum(try_cast(price_paid AS DECIMAL(18, 2))) AS STRING) AS amount,
  max(_source) AS _source
FROM mall
GROUP BY receipt
