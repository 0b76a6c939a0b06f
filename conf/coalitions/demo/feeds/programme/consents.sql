-- One row a channel; with each statement of the register every channel is stated anew.
SELECT card AS member_id, channel, valid_from, agreed = 'yes' AS agrees, _source
FROM members
LATERAL VIEW stack(3, 'email', email_consent, 'sms', sms_consent, 'app', app_consent) AS channel, agreed
WHERE nullif(agreed, '') IS NOT NULL
