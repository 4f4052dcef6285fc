-- The people that the conditions name (`isNeeded`): those who meet all that are needed and none that is excluded. Where
-- all conditions exclude, those who meet one of them. A session is its latest owner's, if it has one.
WITH met AS (
  -- include population-facts
)
SELECT multiIf(user != 0, user, belongs != 0, belongs, visit) AS one
FROM met LEFT ANY JOIN (
  SELECT
    session,
    toUInt64(max(owner)) AS belongs
  FROM session_owners LEFT SEMI JOIN (SELECT visit AS asked FROM met WHERE user = 0) AS named ON session = asked
  GROUP BY session
) AS owners ON session = visit
WHERE one != 0
GROUP BY one
HAVING (hasAll(groupUniqArray(fact), {neededFacts:Array(UInt8)})
    AND NOT hasAny(groupUniqArray(fact), {excludedFacts:Array(UInt8)})) = {isNeeded:Bool}
