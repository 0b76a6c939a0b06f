-- A department is a category: a month's cells by its 300 kinds of product would be half as many as the lines.
SELECT
  product_id,
  department AS category,
  product_category AS category_as_delivered,
  department,
  brand,
  NULL AS weight,
  _source
FROM products
