SELECT store_id, partner_id, nullif(place, '') AS place_name, nullif(province, '') AS region_code, NULL AS postal_code, _source
FROM stores
