-- Counts by the areas of today: people of an area that a reform ended are given to its successors by the crosswalk's
-- shares; one that cannot be read leaves its areas without figures, which quarantine tells. Income is published for
-- districts only; a neighbourhood has its district's.
WITH crosswalk AS (
  SELECT b.area_id AS old_area_id, coalesce(c.new_area_id, b.area_id) AS area_id, if(c.old_area_id IS NULL, 1.0, try_cast(c.population_share AS DOUBLE)) AS share
  FROM boundaries b
  LEFT JOIN changes c ON c.old_area_id = b.area_id
),
counts AS (
  SELECT
    w.area_id,
    c.year,
    if(bool_or(w.share IS NULL), NULL, sum(try_cast(c.persons AS DOUBLE) * w.share)) AS persons,
    sum(if(c.age_band = '65+', try_cast(c.persons AS DOUBLE) * w.share, 0)) AS old,
    sum(if(c.age_band = '18-24', try_cast(c.persons AS DOUBLE) * w.share, 0)) AS aged_18_24,
    sum(if(c.age_band = '25-34', try_cast(c.persons AS DOUBLE) * w.share, 0)) AS aged_25_34,
    sum(if(c.age_band = '35-44', try_cast(c.persons AS DOUBLE) * w.share, 0)) AS aged_35_44,
    sum(if(c.age_band = '45-54', try_cast(c.persons AS DOUBLE) * w.share, 0)) AS aged_45_54,
    sum(if(c.age_band = '55-64', try_cast(c.persons AS DOUBLE) * w.share, 0)) AS aged_55_64,
    sum(if(c.sex = 'female', try_cast(c.persons AS DOUBLE) * w.share, 0)) AS female,
    sum(if(c.housing = 'social', try_cast(c.persons AS DOUBLE) * w.share, 0)) AS social,
    sum(if(c.housing = 'house', try_cast(c.persons AS DOUBLE) * w.share, 0)) AS house,
    max(c._source) AS _source
  FROM census c
  JOIN crosswalk w ON w.old_area_id = c.area_id
  GROUP BY w.area_id, c.year
),
shares AS (
  SELECT
    area_id,
    year,
    stack(12,
      'population', 'persons', persons,
      'persons_18_24', 'persons', aged_18_24,
      'persons_25_34', 'persons', aged_25_34,
      'persons_35_44', 'persons', aged_35_44,
      'persons_45_54', 'persons', aged_45_54,
      'persons_55_64', 'persons', aged_55_64,
      'persons_65_plus', 'persons', old,
      'persons_female', 'persons', female,
      'persons_male', 'persons', persons - female,
      'age_65_plus_share', 'share', old / persons,
      'social_housing_share', 'share', social / persons,
      'house_share', 'share', house / persons
    ) AS (indicator, unit, value),
    _source
  FROM counts
  WHERE persons > 0 OR persons IS NULL
),
incomes AS (
  SELECT w.area_id AS district_id, i.year, i.mean_income, i._source
  FROM income i
  JOIN crosswalk w ON w.old_area_id = i.area_id
)
SELECT area_id, indicator, year AS period, CAST(value AS STRING) AS value, NULL AS class, unit, 'Office of statistics' AS publisher, _source
FROM shares
UNION ALL
SELECT n.area_id, 'district_income', i.year, i.mean_income, NULL, 'XTS a month', 'Office of statistics', i._source
FROM incomes i
JOIN boundaries n ON n.parent_area_id = i.district_id
LEFT ANTI JOIN changes c ON c.old_area_id = n.area_id
