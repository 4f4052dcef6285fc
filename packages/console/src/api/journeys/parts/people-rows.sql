-- Rows (a person and a day) of users, and of sessions: those of a session are its latest owner's, if it has one.
-- `first` and `last` select a part of the people by hash. Owners are looked up only for sessions of the range, and in a
-- part only for sessions in it and those that one of its users ever had: of others, steps are not read. `identity`
-- keeps the engine from sorting a set to look it up in an index.
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
  if(belongs = 0, actor, belongs) AS person,
  name,
  '' AS userId,
  id AS sessionId,
  belongs != 0 AS ofUser,
  -- include journey-day-columns
FROM journey_days LEFT ANY JOIN (
  SELECT
    session,
    toUInt64(max(owner)) AS belongs
  FROM session_owners
  WHERE identity(session) IN (
    SELECT actor FROM journey_days
    -- include journeys-in-range
      AND who = 1
      -- include sessions-in-part
    )
  GROUP BY session
) AS owners ON session = actor
-- include journeys-in-range
  AND who = 1
  -- include sessions-in-part
  AND person BETWEEN {first:UInt64} AND {last:UInt64} -- if first
