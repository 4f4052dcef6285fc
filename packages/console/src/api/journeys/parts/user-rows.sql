-- Rows of people and days that are users' by now: their own, and those of sessions that became theirs (the latest owner has a session).
-- `first` and `last` choose a part of the people by hash. Of sessions only those of the range are asked for their owner; in a part, before
-- that, only those that one of its users has ever been seen with. `identity` keeps the engine from sorting a set to look it up in an index.
SELECT actor AS person, name, id AS userId, '' AS sessionId, true AS ofUser, events.t AS t, events.s AS s, events.u AS u, events.trace AS trace FROM journey_days
WHERE name IN {names:Array(String)} AND day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')}) AND ({environment:String} = '' OR environment = {environment:String}) AND who = 0
  AND actor BETWEEN {first:UInt64} AND {last:UInt64} -- if first
UNION ALL
SELECT belongs AS person, name, '' AS userId, id AS sessionId, true AS ofUser, events.t AS t, events.s AS s, events.u AS u, events.trace AS trace FROM journey_days INNER JOIN (
  SELECT session, toUInt64(max(owner)) AS belongs FROM session_owners
  WHERE identity(session) IN (
    SELECT actor FROM journey_days
    WHERE name IN {names:Array(String)} AND day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')}) AND ({environment:String} = '' OR environment = {environment:String}) AND who = 1
      AND identity(actor) IN (SELECT session FROM session_owners WHERE toUInt64(owner) BETWEEN {first:UInt64} AND {last:UInt64}) -- if first
    )
  GROUP BY session
  HAVING belongs BETWEEN {first:UInt64} AND {last:UInt64} -- if first
) AS owners ON session = actor
WHERE name IN {names:Array(String)} AND day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')}) AND ({environment:String} = '' OR environment = {environment:String}) AND who = 1
