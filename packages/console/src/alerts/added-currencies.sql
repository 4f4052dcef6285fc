-- The currencies of the amounts that a rule adds, the one of most transactions first, and how many there are. Amounts
-- of 0 change no sum. A group of a rule without the attribute has an empty value.
SELECT
  toString(currency) AS code,
  count() AS entries,
  count() OVER () AS total
-- include ended-transactions
WHERE outcome = 'completed' AND has_amount AND amount != 0
  -- include alert-event-where
  AND substring(( -- repeat 5 if group#Key
    -- include alert-event-value as group#
    ), 2) = {group#Value:String}
GROUP BY code
ORDER BY entries DESC, code
LIMIT 100
