-- Age bands as the census has them, on the day of the statement.
WITH aged AS (
  SELECT *, floor(months_between(try_cast(valid_from AS DATE), try_cast(born AS DATE)) / 12) AS age FROM members
)
SELECT
  card AS member_id,
  valid_from,
  place AS place_name,
  province AS region_code,
  NULL AS postal_code,
  CASE
    WHEN age < 25 THEN '18-24'
    WHEN age < 35 THEN '25-34'
    WHEN age < 45 THEN '35-44'
    WHEN age < 55 THEN '45-54'
    WHEN age < 65 THEN '55-64'
    WHEN age >= 65 THEN '65+'
  END AS age_band,
  sex,
  household AS household_size,
  nullif(income, '') AS income_band,
  _source
FROM aged
