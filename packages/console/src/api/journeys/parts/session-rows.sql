-- Rows of people and days of sessions of which no user is known by now. `first` and `last` choose a part of them by hash.
SELECT actor AS person, name, '' AS userId, id AS sessionId, false AS ofUser, events.t AS t, events.s AS s, events.u AS u, events.trace AS trace FROM journey_days
WHERE name IN {names:Array(String)} AND day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')}) AND ({environment:String} = '' OR environment = {environment:String}) AND who = 1
  AND actor BETWEEN {first:UInt64} AND {last:UInt64} -- if first
  AND identity(actor) NOT IN (
    SELECT session FROM session_owners
    WHERE identity(session) IN (
      SELECT actor FROM journey_days
      WHERE name IN {names:Array(String)} AND day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')}) AND ({environment:String} = '' OR environment = {environment:String}) AND who = 1
        AND actor BETWEEN {first:UInt64} AND {last:UInt64} -- if first
      )
      AND session BETWEEN {first:UInt64} AND {last:UInt64} -- if first
    )
