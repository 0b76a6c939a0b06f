SELECT origin AS area_id, destination AS to_area_id, minutes, _source
FROM travel
