-- How often people came to each step of one journey: people, steps taken, people who took it more than once, and, where the steps have an
-- order (`steps`), people who left it out: they took a later one and never it. A record that came twice counts once. A person is the user,
-- else the user their session belongs to by now, else the session.
SELECT one.1 AS stepName, countIf(one.2 > 0) AS people, sum(one.2) AS visits, countIf(one.2 > 1) AS repeated, countIf(one.2 = 0) AS skipped
FROM (
  SELECT person, groupArray((step, takes)) AS taken, arrayMap(pair -> pair.1, taken) AS names,
    arraySlice({steps:Array(String)}, 1, arrayMax(arrayMap(name -> indexOf({steps:Array(String)}, name), names))) AS behind,
    arrayConcat(taken, arrayMap(name -> (name, toUInt64(0)), arrayFilter(name -> NOT has(names, name), behind))) AS all
  FROM (
    SELECT person, step, uniqExact(uid) AS takes
    FROM (
    SELECT uid, toString(business_events.step) AS step,
      multiIf(user_id != '', ('user', user_id), owners.owner != '', ('user', owners.owner), ('session', session_id)) AS person
    FROM business_events LEFT JOIN (
      SELECT session_id, argMax(user_id, seen) AS owner FROM identities
      WHERE session_id IN (SELECT session_id FROM business_events WHERE kind = 'journey' AND phase = 'step' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')} AND ({environment:String} = '' OR environment = {environment:String}) AND name = {name:String} AND user_id = '')
      GROUP BY session_id) AS owners USING (session_id)
    WHERE kind = 'journey' AND phase = 'step' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')} AND ({environment:String} = '' OR environment = {environment:String}) AND name = {name:String} AND (user_id != '' OR session_id != ''))
    GROUP BY person, step)
  GROUP BY person)
ARRAY JOIN all AS one
GROUP BY stepName
ORDER BY people DESC, stepName
LIMIT 200
