-- The areas of today: an area that a reform ended is gone, and what it was called still leads to its successor, where
-- there is one that took all of it in, or that kept its name.
WITH ended AS (
  SELECT c.old_area_id, c.new_area_id, b.names
  FROM changes c
  JOIN boundaries b ON b.area_id = c.old_area_id
  LEFT JOIN boundaries successor ON successor.area_id = c.new_area_id
  WHERE c.kind <> 'split' OR successor.name = b.name
),
former AS (
  SELECT new_area_id, flatten(collect_list(from_json(names, 'array<string>'))) AS names
  FROM ended
  GROUP BY new_area_id
)
SELECT
  b.area_id,
  b.level,
  b.parent_area_id,
  b.name,
  array_distinct(concat(from_json(b.names, 'array<string>'), coalesce(f.names, array()))) AS other_names,
  b.region_code,
  NULL AS latitude,
  NULL AS longitude,
  b.geometry AS boundary,
  b._source
FROM boundaries b
LEFT JOIN former f ON f.new_area_id = b.area_id
LEFT ANTI JOIN changes c ON c.old_area_id = b.area_id
