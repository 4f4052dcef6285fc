-- Rows (a person and a day) of sessions without a known user. `first` and `last` select a part of them by hash.
SELECT
  actor AS person,
  name,
  '' AS userId,
  id AS sessionId,
  false AS ofUser,
  -- include journey-day-columns
FROM journey_days
-- include journeys-in-range
  AND who = 1
  AND actor BETWEEN {first:UInt64} AND {last:UInt64} -- if first
  AND identity(actor) NOT IN (
    SELECT session FROM session_owners
    WHERE identity(session) IN (
      SELECT actor FROM journey_days
      -- include journeys-in-range
        AND who = 1
        AND actor BETWEEN {first:UInt64} AND {last:UInt64} -- if first
      )
      AND session BETWEEN {first:UInt64} AND {last:UInt64} -- if first
    )
