SELECT
  listing_id,
  'rent' AS offer,
  kind,
  place AS place_name,
  province AS region_code,
  NULL AS district_name,
  latitude,
  longitude,
  rooms,
  size_m2 AS size,
  rent AS price,
  fee,
  NULL AS is_furnished,
  seen_on AS observed_on,
  _source
FROM listings
