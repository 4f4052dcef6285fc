-- The attributes that records of a step of one funnel have, the commonest first.
WITH -- when filtered
  -- include matching-records
SELECT
  arrayJoin(mapKeys(attributes)) AS key,
  count() AS records
-- include step-records
GROUP BY key
ORDER BY records DESC, key
LIMIT 100
