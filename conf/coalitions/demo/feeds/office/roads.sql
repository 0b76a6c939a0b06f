SELECT road_id, origin AS area_id, destination AS to_area_id, class AS kind, km, minutes, _source
FROM roads
