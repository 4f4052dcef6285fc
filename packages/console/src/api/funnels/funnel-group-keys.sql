-- The attributes that records of the first step of one funnel have, the commonest first.
SELECT
  arrayJoin(mapKeys(attributes)) AS key,
  count() AS records
-- include step-records
GROUP BY key
ORDER BY records DESC, key
LIMIT 100
