SELECT store_id, NULL AS latitude, NULL AS longitude, nullif(size_m2, '') AS size, nullif(opened_on, '') AS opened_on, NULL AS closed_on, _source
FROM stores
