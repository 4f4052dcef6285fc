-- How often people came to each step of one journey: people, steps taken, people who took it more than once, and, where the steps have an
-- order (`steps`), people who left it out: they took a later one and never it. A record that came twice counts once. Where there are many
-- people, a part of them (`first` to `last`, by hash) stands for all.
WITH (SELECT (groupArray(hash), groupArray(place), groupArray(step)) FROM (
    SELECT sipHash64(name, step) AS hash, min(place) AS place, step FROM journey_steps WHERE name = {name:String} AND day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')}) GROUP BY name, step ORDER BY max(last) DESC LIMIT 10000)) AS known,
  toUInt64(toUnixTimestamp64Nano({from:DateTime64(9, 'UTC')})) AS low, toUInt64(toUnixTimestamp64Nano({to:DateTime64(9, 'UTC')})) AS high
SELECT one.1 AS stepName, countIf(one.2 > 0) AS people, sum(one.2) AS visits, countIf(one.2 > 1) AS repeated, countIf(one.2 = 0) AS skipped
FROM (
  SELECT person, groupArray((known.3[indexOf(known.1, code)], takes)) AS taken, arrayMap(pair -> pair.1, taken) AS names,
    arraySlice({steps:Array(String)}, 1, arrayMax(arrayMap(name -> indexOf({steps:Array(String)}, name), names))) AS behind,
    arrayConcat(taken, arrayMap(name -> (name, toUInt64(0)), arrayFilter(name -> NOT has(names, name), behind))) AS all
  FROM (
    SELECT person, visit.2 AS code, uniqExact(visit) AS takes
    FROM (
      SELECT person, arrayFilter(visit -> visit.1 >= low AND visit.1 < high, arrayZip(t, s, u)) AS visits FROM (
        -- include user-rows
        UNION ALL
        -- include session-rows
        ))
    ARRAY JOIN visits AS visit
    GROUP BY person, code)
  GROUP BY person)
ARRAY JOIN all AS one
GROUP BY stepName
ORDER BY people DESC, stepName
LIMIT 200
