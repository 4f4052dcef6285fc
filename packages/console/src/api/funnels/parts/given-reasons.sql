-- The last of the records `ended` of each person, and of the errors that name no person and are in the trace of one of
-- their steps: its reason, and when it was.
SELECT
  person,
  argMax(given, (moment, given)) AS reason,
  toUInt64(toUnixTimestamp64Nano(max(moment))) AS givenNs
FROM (
  SELECT
    given,
    moment,
    multiIf(user != 0, user, belongs != 0, belongs, visit) AS person
  FROM ended LEFT ANY JOIN (
    SELECT
      session,
      toUInt64(max(owner)) AS belongs
    FROM session_owners
    WHERE identity(session) IN (SELECT visit FROM ended WHERE user = 0)
    GROUP BY session
  ) AS owners ON session = visit
  UNION ALL
  SELECT
    given,
    moment,
    person
  FROM (
    SELECT
      person,
      arrayJoin(
        arrayFilter(
          (one, at) -> at >= low AND at < high AND one != toFixedString('', 16),
          trace, t)) AS inTrace
    FROM (
      -- include people-rows
      )) AS steps
  INNER JOIN (
    SELECT
      trace_id,
      argMax(toString(errors.type), ts) AS given,
      max(ts) AS moment
    FROM errors
    WHERE user_id = '' AND session_id = '' AND trace_id != toFixedString('', 16)
      AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
      AND environment = {environment:String} -- if environment
    GROUP BY trace_id) AS traced ON traced.trace_id = inTrace)
WHERE person != 0
  AND person BETWEEN {first:UInt64} AND {last:UInt64} -- if first
GROUP BY person
HAVING reason != ''
