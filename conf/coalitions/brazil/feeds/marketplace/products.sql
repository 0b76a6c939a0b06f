SELECT
  p.product_id,
  coalesce(t.product_category_name_english, p.product_category_name) AS category,
  p.product_category_name AS category_as_delivered,
  NULL AS department,
  NULL AS brand,
  p.product_weight_g AS weight,
  p._source
FROM products p
LEFT JOIN translation t ON t.product_category_name = p.product_category_name
