-- How far people came in each funnel, in the range and in the equal one before it. A person is the user, else the user their session
-- belongs to by now, else the session. `at` is a step's place from 1 on, 0 for steps that are not the funnel's; 32 steps is what
-- windowFunnel compares. Events at the same moment count in the order of the steps; a record that came twice changes nothing.
SELECT name, now, level, count() AS people
FROM (
  SELECT name, now, person,
    windowFunnel({windowNs:UInt64})(toUInt64(toUnixTimestamp64Nano(ts)), at = 1, at = 2, at = 3, at = 4, at = 5, at = 6, at = 7, at = 8, at = 9, at = 10, at = 11, at = 12, at = 13, at = 14, at = 15, at = 16, at = 17, at = 18, at = 19, at = 20, at = 21, at = 22, at = 23, at = 24, at = 25, at = 26, at = 27, at = 28, at = 29, at = 30, at = 31, at = 32) AS level
  FROM (
  SELECT toString(name) AS name, ts >= {from:DateTime64(9, 'UTC')} AS now, ts, indexOf({steps:Array(Array(String))}[indexOf({names:Array(String)}, toString(name))], toString(step)) AS at,
    multiIf(user_id != '', ('user', user_id), owners.owner != '', ('user', owners.owner), ('session', session_id)) AS person
  FROM business_events LEFT JOIN (
    SELECT session_id, argMax(user_id, seen) AS owner FROM identities
    WHERE session_id IN (SELECT session_id FROM business_events WHERE kind = 'journey' AND phase = 'step' AND ts >= {before:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')} AND ({environment:String} = '' OR environment = {environment:String}) AND name IN {names:Array(String)} AND user_id = '')
    GROUP BY session_id) AS owners USING (session_id)
  WHERE kind = 'journey' AND phase = 'step' AND ts >= {before:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')} AND ({environment:String} = '' OR environment = {environment:String}) AND name IN {names:Array(String)} AND (user_id != '' OR session_id != ''))
  WHERE at > 0
  GROUP BY name, now, person)
WHERE level > 0
GROUP BY name, now, level
