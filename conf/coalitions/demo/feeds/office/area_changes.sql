SELECT old_area_id, new_area_id AS area_id, kind, population_share, NULL AS valid_from, _source
FROM changes
