-- The people with the most errors of a group in the range.
SELECT
  user_id AS user,
  -- include estimated-errors
  uniqExact(identity) AS stored,
  uniqExactIf(session_id, session_id != '') AS sessions,
  toString(toUnixTimestamp64Nano(max(ts))) AS lastNs
FROM errors
-- include error-conditions
  AND user_id != ''
GROUP BY user
ORDER BY count DESC, max(ts) DESC, user
LIMIT 20
