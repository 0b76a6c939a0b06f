-- The marketplace writes a customer row for every order; each says where the person lived on the day of the purchase.
SELECT
  c.customer_unique_id AS member_id,
  o.order_purchase_timestamp AS valid_from,
  c.customer_city AS place_name,
  c.customer_state AS region_code,
  c.customer_zip_code_prefix AS postal_code,
  NULL AS age_band,
  NULL AS sex,
  NULL AS household_size,
  NULL AS income_band,
  c._source
FROM customers c
LEFT JOIN orders o ON o.customer_id = c.customer_id
