-- One row per municipality and indicator that is not blank. Units, periods and publishers are those of the publisher's
-- own dictionary of the data (Dicionario_de_Dados.xlsx); the shares it calls percentages are delivered as shares of one.
--
-- In the accounts (GDP and its parts, thousand BRL) about one figure in six has lost three digits on its way: 166.41
-- stands for 166,410. Which ones follows from what must add up: GDP is GDP per head times population, and value added
-- plus taxes; value added is the sum of its four parts. All 128 ways in which seven figures may have lost their digits
-- are tried; a figure for which the ways that add up agree is restored (to about 5 thousand BRL), any other is passed on
-- as text that is no number, so that it is refused with both readings.
WITH accounts AS (
  SELECT
    *,
    try_cast(pop_gdp AS DOUBLE) AS persons,
    try_cast(gdp_capita AS DOUBLE) * try_cast(pop_gdp AS DOUBLE) / 1000 AS product,
    transform(
      array(gdp, gva_total, taxes, gva_agropec, gva_industry, gva_services, gva_public),
      figure -> try_cast(figure AS DOUBLE)
    ) AS figures
  FROM cities
),
sums AS (  -- bits 0 to 2 of a way: have GDP, value added, taxes lost their digits
  SELECT
    *,
    filter(
      sequence(0, 7),
      way -> abs(figures[0] * pow(1000, getbit(way, 0)) - product) <= 5.1 * (1 + bit_count(way)) + 0.00001 * persons
        AND abs(
          figures[1] * pow(1000, getbit(way, 1)) + figures[2] * pow(1000, getbit(way, 2))
          - figures[0] * pow(1000, getbit(way, 0))
        ) <= 0.1 + 5.1 * bit_count(way)
    ) AS sum_ways
  FROM accounts
),
solved AS (  -- bits 3 to 6: have agriculture, industry, services, public services
  SELECT
    *,
    filter(
      flatten(transform(sum_ways, low -> transform(sequence(0, 15), high -> low + 8 * high))),
      way -> abs(
        figures[3] * pow(1000, getbit(way, 3)) + figures[4] * pow(1000, getbit(way, 4))
        + figures[5] * pow(1000, getbit(way, 5)) + figures[6] * pow(1000, getbit(way, 6))
        - figures[1] * pow(1000, getbit(way, 1))
      ) <= 0.1 + 5.1 * bit_count(way)
    ) AS fits
  FROM sums
),
agreed AS (
  SELECT
    *,
    size(fits) AS n_fits,
    aggregate(fits, 127, (bits, way) -> bits & way) AS always_lost,
    aggregate(fits, 0, (bits, way) -> bits | way) AS ever_lost
  FROM solved
),
unpivoted AS (
  SELECT
    *,
    coalesce(position IS NOT NULL AND try_cast(given AS DOUBLE) <> 0, false) AS is_account
  FROM agreed
  LATERAL VIEW stack(
    82,
    'is_state_capital', 'flag', '2017', 'IBGE', capital, NULL,
    'foreigners_share', 'share', '2010', 'IBGE', ibge_res_pop_estr_perc, NULL,
    'dwellings_per_head_rate', 'per person', '2010', 'IBGE', ibge_du_rate, NULL,
    'rural_dwellings_share', 'share', '2010', 'IBGE', ibge_du_rural_perc, NULL,
    'planned_urban_population_share', 'share', '2010', 'IBGE', ibge_pop_up_perc, NULL,
    'planned_urban_age_0_14_share', 'share', '2010', 'IBGE', ibge_0_14_perc, NULL,
    'planned_urban_age_15_59_share', 'share', '2010', 'IBGE', ibge_15_59_perc, NULL,
    'planned_urban_age_60_plus_share', 'share', '2010', 'IBGE', ibge_60_perc, NULL,
    'planted_area', 'ha', '2017', 'IBGE', ibge_planted_area, NULL,
    'crop_production', 'thousand BRL', '2017', 'IBGE', ibge_crop_production, NULL,
    'human_development_rank', 'rank', '2010', 'UNDP', idhm_ranking_2010, NULL,
    'human_development_index', 'index', '2010', 'UNDP', idhm, NULL,
    'human_development_income_index', 'index', '2010', 'UNDP', idhm_renda, NULL,
    'human_development_longevity_index', 'index', '2010', 'UNDP', idhm_longevidade, NULL,
    'human_development_education_index', 'index', '2010', 'UNDP', idhm_educacao, NULL,
    'altitude', 'm', '2010', 'IBGE', alt, NULL,
    'pay_tv_subscriptions', 'subscriptions', '2019-03', 'ANATEL', pay_tv, NULL,
    'fixed_phone_subscriptions', 'subscriptions', '2019-03', 'ANATEL', fixed_phones, NULL,
    'surface', 'km2', '2018', 'IBGE', area, NULL,
    'tourism_region', 'class', '2017', 'Ministry of Tourism', regiao_tur, NULL,
    'tourism_category', 'class', '2017', 'Ministry of Tourism', categoria_tur, NULL,
    'rural_urban_class', 'class', '2016', 'IBGE', rural_urban, NULL,
    'gross_value_added_agriculture', 'thousand BRL', '2016', 'IBGE', gva_agropec, 3,
    'gross_value_added_industry', 'thousand BRL', '2016', 'IBGE', gva_industry, 4,
    'gross_value_added_services', 'thousand BRL', '2016', 'IBGE', gva_services, 5,
    'gross_value_added_public', 'thousand BRL', '2016', 'IBGE', gva_public, 6,
    'gross_value_added', 'thousand BRL', '2016', 'IBGE', gva_total, 1,
    'product_taxes', 'thousand BRL', '2016', 'IBGE', taxes, 2,
    'gdp', 'thousand BRL', '2016', 'IBGE', gdp, 0,
    'population', 'persons', '2016', 'IBGE', pop_gdp, NULL,
    'gdp_per_head', 'BRL', '2016', 'IBGE', gdp_capita, NULL,
    'main_activity', 'class', '2016', 'IBGE', gva_main, NULL,
    'municipal_expenditure', 'BRL', '2016', 'National Treasury', mun_expendit, NULL,
    'companies', 'companies', '2016', 'IBGE', comp_tot, NULL,
    'companies_agriculture', 'companies', '2016', 'IBGE', comp_a, NULL,
    'companies_mining', 'companies', '2016', 'IBGE', comp_b, NULL,
    'companies_manufacturing', 'companies', '2016', 'IBGE', comp_c, NULL,
    'companies_energy', 'companies', '2016', 'IBGE', comp_d, NULL,
    'companies_water_and_waste', 'companies', '2016', 'IBGE', comp_e, NULL,
    'companies_construction', 'companies', '2016', 'IBGE', comp_f, NULL,
    'companies_trade', 'companies', '2016', 'IBGE', comp_g, NULL,
    'companies_transport', 'companies', '2016', 'IBGE', comp_h, NULL,
    'companies_hospitality', 'companies', '2016', 'IBGE', comp_i, NULL,
    'companies_information', 'companies', '2016', 'IBGE', comp_j, NULL,
    'companies_finance', 'companies', '2016', 'IBGE', comp_k, NULL,
    'companies_property', 'companies', '2016', 'IBGE', comp_l, NULL,
    'companies_professions', 'companies', '2016', 'IBGE', comp_m, NULL,
    'companies_administration_services', 'companies', '2016', 'IBGE', comp_n, NULL,
    'companies_public_administration', 'companies', '2016', 'IBGE', comp_o, NULL,
    'companies_education', 'companies', '2016', 'IBGE', comp_p, NULL,
    'companies_health', 'companies', '2016', 'IBGE', comp_q, NULL,
    'companies_arts_and_sport', 'companies', '2016', 'IBGE', comp_r, NULL,
    'companies_other_services', 'companies', '2016', 'IBGE', comp_s, NULL,
    'companies_domestic_services', 'companies', '2016', 'IBGE', comp_t, NULL,
    'companies_international_bodies', 'companies', '2016', 'IBGE', comp_u, NULL,
    'hotels', 'hotels', '2020-03', 'Ministry of Tourism', hotels, NULL,
    'hotel_beds', 'beds', '2020-03', 'Ministry of Tourism', beds, NULL,
    'private_bank_branches', 'branches', '2019-02', 'Central Bank', pr_agencies, NULL,
    'public_bank_branches', 'branches', '2019-02', 'Central Bank', pu_agencies, NULL,
    'private_banks', 'banks', '2019-02', 'Central Bank', pr_bank, NULL,
    'public_banks', 'banks', '2019-02', 'Central Bank', pu_bank, NULL,
    'private_bank_assets', 'BRL', '2019-02', 'Central Bank', pr_assets, NULL,
    'public_bank_assets', 'BRL', '2019-02', 'Central Bank', pu_assets, NULL,
    'cars_per_head_rate', 'per person', '2019-01', 'DENATRAN, IBGE', cars_rate, NULL,
    'motorcycles_per_head_rate', 'per person', '2019-01', 'DENATRAN, IBGE', motorcycles_rate, NULL,
    'has_ride_hailing', 'flag', '2019-05', 'Uber', uber, NULL,
    'mcdonalds_restaurants', 'restaurants', '2018-11', 'McDonald\'s', mcdonalds, NULL,
    'walmart_stores', 'stores', '2018-12', 'Walmart', walmart, NULL,
    'post_offices_rate', 'per 100,000 persons', '2019-05', 'Correios, IBGE', post_offices_rate, NULL,
    'age_10_plus_share', 'share', '2010', 'IBGE', ibge_pop_10_2010, NULL,
    'education_none_share', 'share', '2010', 'IBGE', ibge_edu_0_perc, NULL,
    'education_basic_share', 'share', '2010', 'IBGE', ibge_edu_1_perc, NULL,
    'education_secondary_share', 'share', '2010', 'IBGE', ibge_edu_2_perc, NULL,
    'education_higher_share', 'share', '2010', 'IBGE', ibge_edu_3_perc, NULL,
    'education_unknown_share', 'share', '2010', 'IBGE', ibge_edu_na_perc, NULL,
    'population', 'persons', '2017', 'IPEA', ibge_estimated_pop_2017, NULL,
    'homicides', 'homicides', '2017', 'IPEA', homicides, NULL,
    'hidden_homicides', 'homicides', '2017', 'IPEA', hidden_homicides, NULL,
    'gini_index', 'index', '2000', 'DATASUS', gini_index_2000, NULL,
    'gini_index', 'index', '2010', 'DATASUS', gini_index_2010, NULL,
    'illiteracy_rate', 'share', '2010', 'IBGE', illiteracy_rate_10_2010, NULL,
    'unemployment_rate', 'share', '2010', 'IBGE', unemployment_rate_10_2010, NULL
  ) AS indicator, unit, period, publisher, given, position
  WHERE trim(given) <> ''
)
SELECT
  ibge_id AS area_id,
  indicator,
  period,
  CASE
    WHEN unit = 'class' THEN NULL
    WHEN NOT is_account THEN given
    WHEN n_fits = 0 THEN concat(given, ' does not add up')
    WHEN getbit(always_lost, position) = 1 THEN CAST(try_cast(given AS DOUBLE) * 1000 AS STRING)
    WHEN getbit(ever_lost, position) = 1 THEN concat(given, ' or ', given, ' thousand')
    ELSE given
  END AS value,
  CASE WHEN unit = 'class' THEN given END AS class,
  unit,
  publisher,
  _source
FROM unpivoted
