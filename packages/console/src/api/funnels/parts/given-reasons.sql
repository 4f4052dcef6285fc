-- The last of the records `ended` of each person: its reason, and when it was; with `withErrors` their last error, too.
-- A cluster refuses an IN that is nested in two joins.
SELECT
  person,
  argMax(given, (moment, given)) AS reason,
  argMaxIf((given, fault, told), (moment, given), fault != '') AS lastError, -- when withErrors
    toUInt64(toUnixTimestamp64Nano(maxIf(moment, fault != ''))) AS errorNs,
  toUInt64(toUnixTimestamp64Nano(max(moment))) AS givenNs
FROM (
  SELECT
    given,
    fault, -- when withErrors
      told,
    moment,
    multiIf(user != 0, user, belongs != 0, belongs, visit) AS person
  FROM ended LEFT ANY JOIN (
    SELECT
      session,
      toUInt64(max(owner)) AS belongs
    FROM session_owners LEFT SEMI JOIN (SELECT visit AS asked FROM ended WHERE user = 0) AS named ON session = asked
    GROUP BY session
  ) AS owners ON session = visit)
WHERE person != 0
  AND person BETWEEN {first:UInt64} AND {last:UInt64} -- if first
  AND person IN {people:Array(UInt64)} -- if people
GROUP BY person
HAVING reason != ''
  OR errorNs > 0 -- when withErrors
