-- Three files, three shapes, and no portal gives a listing an id. A listing is therefore identified by all that it says:
-- the second version of the rents repeats most of the first, and such a row counts once, from the version that came last.
-- The price of this is that two flats that do not differ in anything told are taken for one.
WITH listed AS (
  SELECT
    'rent' AS offer,
    NULL AS kind,
    -- 1 is São Paulo. What 0 is nobody says, so those rows are refused for want of an area.
    CASE city WHEN '1' THEN 'São Paulo' END AS place_name,
    NULL AS district_name,
    NULL AS latitude,
    NULL AS longitude,
    rooms,
    area AS size,
    replace(replace(rent_amount, 'R$', ''), ',', '') AS price,
    -- 'Incluso': the rent holds the fee. 'Sem info': not told.
    CASE hoa WHEN 'Incluso' THEN '0' WHEN 'Sem info' THEN NULL ELSE replace(replace(hoa, 'R$', ''), ',', '') END AS fee,
    CASE furniture WHEN 'furnished' THEN 'true' WHEN 'not furnished' THEN 'false' ELSE furniture END AS is_furnished,
    NULL AS observed_on,
    concat_ws('|', coalesce(bathroom, ''), coalesce(parking_spaces, ''), coalesce(floor, ''), coalesce(animal, ''),
      replace(replace(total, 'R$', ''), ',', ''), if(city = '1', '', concat_ws(':', 'unknown city', city))) AS more,
    _source
  FROM rents
  UNION ALL
  SELECT
    'rent',
    NULL,
    cidade,
    NULL,
    NULL,
    NULL,
    quartos,
    area,
    valor_aluguel,
    valor_condominio,
    CASE mobiliado WHEN 'furnished' THEN 'true' WHEN 'not furnished' THEN 'false' ELSE mobiliado END,
    NULL,
    concat_ws('|', coalesce(banheiros, ''), coalesce(vagas_garagem, ''), coalesce(andar, ''), coalesce(animal, ''),
      coalesce(valor_total, ''), ''),
    _source
  FROM rents_v2
  UNION ALL
  SELECT
    negotiation_type,
    property_type,
    substring_index(district, '/', -1),
    substring_index(district, '/', 1),
    -- A portal writes 0 where it knows no coordinates.
    nullif(latitude, '0.0'),
    nullif(longitude, '0.0'),
    rooms,
    size,
    price,
    condo,
    CASE furnished WHEN '1' THEN 'true' WHEN '0' THEN 'false' ELSE furnished END,
    -- The file's name tells the month.
    '2019-04-01',
    concat_ws('|', coalesce(toilets, ''), coalesce(suites, ''), coalesce(parking, ''), coalesce(elevator, ''),
      coalesce(swimming_pool, ''), coalesce(new, ''), coalesce(latitude, ''), coalesce(longitude, '')),
    _source
  FROM sao_paulo
)
SELECT
  md5(concat_ws('|', offer, coalesce(place_name, ''), coalesce(district_name, ''), coalesce(rooms, ''),
    coalesce(size, ''), coalesce(price, ''), coalesce(fee, ''), coalesce(is_furnished, ''), more)) AS listing_id,
  offer,
  kind,
  place_name,
  NULL AS region_code,
  district_name,
  latitude,
  longitude,
  rooms,
  size,
  price,
  fee,
  is_furnished,
  observed_on,
  _source
FROM listed
