-- One row per item of an order; an item whose order is not there yet waits in quarantine.
SELECT
  i.order_id AS transaction_id,
  i.order_item_id AS line,
  c.customer_unique_id AS member_id,
  i.seller_id AS partner_id,
  i.seller_id AS store_id,
  i.product_id,
  coalesce(t.product_category_name_english, p.product_category_name) AS category,
  CASE
    WHEN o.order_status IN ('canceled', 'unavailable') THEN 'cancelled'
    WHEN o.order_status = 'created' THEN 'open'
    WHEN o.order_status IS NOT NULL THEN 'settled'
  END AS state,
  o.order_purchase_timestamp AS sold_at,
  1 AS quantity,
  i.price AS amount,
  NULL AS discount,
  i._source
FROM items i
LEFT JOIN orders o ON o.order_id = i.order_id
LEFT JOIN customers c ON c.customer_id = o.customer_id
LEFT JOIN products p ON p.product_id = i.product_id
LEFT JOIN translation t ON t.product_category_name = p.product_category_name
