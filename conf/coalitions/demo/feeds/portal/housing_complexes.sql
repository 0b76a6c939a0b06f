SELECT
  complex_id,
  name,
  neighbourhood AS place_name,
  province AS region_code,
  latitude,
  longitude,
  n_homes,
  year_built,
  _source
FROM complexes
