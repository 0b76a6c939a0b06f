SELECT
  product_id,
  product_category AS category,
  product_category AS category_as_delivered,
  department,
  brand,
  NULL AS weight,
  _source
FROM products
