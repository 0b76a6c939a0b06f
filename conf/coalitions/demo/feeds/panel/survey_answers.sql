-- One row an answer; what nobody answered is none.
SELECT card AS member_id, asked_on, question, answer, 1 AS lowest, 5 AS highest, _source
FROM answers
LATERAL VIEW stack(
  3,
  'price_matters', price_matters,
  'likes_to_try_new', likes_to_try_new,
  'satisfied', satisfied
) AS question, answer
WHERE nullif(answer, '') IS NOT NULL
