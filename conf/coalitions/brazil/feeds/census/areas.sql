-- States, and the municipalities within them. Other lists spell some municipalities differently, or by an older name:
-- they are known by those names too. `spellings` holds what people write and no list has; districts are not in it,
-- since a district is no name of its municipality.
WITH spellings AS (
  SELECT code, spelling
  FROM VALUES
    ('3151503', 'Piumhii'),  -- Piumhi
    ('3303807', 'Parati'),  -- Paraty
    ('1100098', 'Espigão do Oeste'),  -- Espigão D'Oeste
    ('3159407', 'Santa Rita do Ibitipoca')  -- Santa Rita de Ibitipoca
    AS given(code, spelling)
),
named AS (
  SELECT id AS code, name FROM boundaries
  UNION ALL
  SELECT ibge_id AS code, city AS name FROM cities
  UNION ALL
  SELECT code, spelling AS name FROM spellings
),
names AS (
  SELECT n.code, sort_array(collect_set(n.name)) AS other_names
  FROM named n
  JOIN municipalities m ON m.codigo_ibge = n.code
  WHERE lower(n.name) <> lower(m.nome)
  GROUP BY n.code
)
SELECT
  codigo_uf AS area_id,
  'state' AS level,
  NULL AS parent_area_id,
  nome AS name,
  NULL AS other_names,
  uf AS region_code,
  latitude,
  longitude,
  NULL AS boundary,
  _source
FROM states
UNION ALL
SELECT
  m.codigo_ibge,
  'municipality',
  m.codigo_uf,
  m.nome,
  n.other_names,
  s.uf,
  m.latitude,
  m.longitude,
  b.geometry,
  m._source
FROM municipalities m
LEFT JOIN states s ON s.codigo_uf = m.codigo_uf
LEFT JOIN boundaries b ON b.id = m.codigo_ibge
LEFT JOIN names n ON n.code = m.codigo_ibge
