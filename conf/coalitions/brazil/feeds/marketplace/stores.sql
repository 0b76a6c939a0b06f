-- A marketplace has no shops: a seller's dispatch point stands for one.
SELECT
  seller_id AS store_id,
  seller_id AS partner_id,
  seller_city AS place_name,
  seller_state AS region_code,
  seller_zip_code_prefix AS postal_code,
  _source
FROM sellers
