-- The coalition has one partner, and no file says so.
SELECT
  'grocer' AS partner_id,
  'Grocer' AS name,
  'groceries' AS segment,
  NULL AS kind,
  NULL AS joined_on,
  max(_source) AS _source
FROM demographics
HAVING count(*) > 0
