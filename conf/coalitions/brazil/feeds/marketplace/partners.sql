-- Every seller is a partner; those that sales won since 2017 have a deal, which tells more about them.
SELECT
  s.seller_id AS partner_id,
  s.seller_id AS name,
  d.business_segment AS segment,
  d.lead_type AS kind,
  -- A date of another form is passed on as text, so that it is refused and not lost.
  coalesce(CAST(try_to_timestamp(d.won_date, 'M/d/yyyy H:mm') AS STRING), d.won_date) AS joined_on,
  s._source
FROM sellers s
LEFT JOIN deals d ON d.seller_id = s.seller_id
