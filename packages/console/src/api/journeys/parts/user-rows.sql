-- Rows (a person and a day) of users: their own rows, and rows of sessions that belong to them now (a session belongs
-- to its latest owner). `first` and `last` select a part of the people by hash. Owners are looked up only for
-- sessions of the range, and in a part only for sessions that one of its users ever had. `identity` keeps the engine
-- from sorting a set to look it up in an index.
SELECT
  actor AS person,
  name,
  id AS userId,
  '' AS sessionId,
  true AS ofUser,
  -- include journey-day-columns
FROM journey_days
-- include journeys-in-range
  AND who = 0
  AND actor BETWEEN {first:UInt64} AND {last:UInt64} -- if first
UNION ALL
SELECT
  belongs AS person,
  name,
  '' AS userId,
  id AS sessionId,
  true AS ofUser,
  -- include journey-day-columns
FROM journey_days INNER JOIN (
  SELECT
    session,
    toUInt64(max(owner)) AS belongs
  FROM session_owners
  WHERE identity(session) IN (
    SELECT actor FROM journey_days
    -- include journeys-in-range
      AND who = 1
      AND identity(actor) IN ( -- if first
        SELECT session FROM session_owners WHERE toUInt64(owner) BETWEEN {first:UInt64} AND {last:UInt64})
    )
  GROUP BY session
  HAVING belongs BETWEEN {first:UInt64} AND {last:UInt64} -- if first
) AS owners ON session = actor
-- include journeys-in-range
  AND who = 1
