-- A third of the households told something about themselves, once, before the year that the lines are from.
SELECT
  household_id AS member_id,
  '2017-01-01' AS valid_from,
  NULL AS place_name,
  NULL AS region_code,
  NULL AS postal_code,
  age AS age_band,
  NULL AS sex,
  household_size,
  income AS income_band,
  _source
FROM demographics
