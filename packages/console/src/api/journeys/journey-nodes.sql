-- The steps of one journey: who came to them, for whom they were the last, in whose trace at that step something failed, and where in a
-- person's way they usually stand.
-- A person's way is their steps by time; with `until` it is cut at the first time they came to that step, and others are left out. At most
-- 500 steps of one person are looked at. Where there are many people, a part of them (`first` to `last`, by hash) stands for all.
WITH (SELECT (groupArray(hash), groupArray(place), groupArray(step)) FROM (
    SELECT sipHash64(name, step) AS hash, min(place) AS place, step FROM journey_steps WHERE name = {name:String} AND day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')}) GROUP BY name, step ORDER BY max(last) DESC LIMIT 10000)) AS known,
  toUInt64(toUnixTimestamp64Nano({from:DateTime64(9, 'UTC')})) AS low, toUInt64(toUnixTimestamp64Nano({to:DateTime64(9, 'UTC')})) AS high
SELECT known.3[indexOf(known.1, code)] AS step, uniqExact(person) AS people, count() AS visits, countIf(place = places) AS last, uniqExactIf(person, failed) AS errors,
  quantileExactInclusiveIf(0.5)(toFloat64(place), first) AS usualPlace, avgIf(toFloat64(place), first) AS meanPlace
FROM (
  SELECT person, visit.4 AS code, place, length(way) AS places, indexOf(arrayMap(one -> one.4, way), code) = place AS first,
    visit.5 != toFixedString('', 16) AND visit.5 IN (
      SELECT trace_id FROM spans WHERE status = 2
        AND start >= {from:DateTime64(9, 'UTC')} - toIntervalHour(1) AND start < {to:DateTime64(9, 'UTC')} + toIntervalHour(1)) AS failed
  FROM (
  SELECT person, arraySort(arrayDistinct(groupArrayArray(2000)(visits))) AS walked,
    indexOf(arrayMap(visit -> visit.4, walked), sipHash64({name:String}, {until:String})) AS reached,
    arraySlice(walked, 1, if({until:String} = '', 500, least(reached, 500))) AS way
  FROM (
    SELECT person, arrayFilter(visit -> visit.1 >= low AND visit.1 < high, arrayZip(t, arrayMap(s -> transform(s, known.1, known.2, toInt16(32767)), s), u, s, trace)) AS visits FROM (
      -- include user-rows
      UNION ALL
      -- include session-rows
      ))
  GROUP BY person
  HAVING notEmpty(walked) AND ({until:String} = '' OR reached > 0))
  ARRAY JOIN way AS visit, arrayEnumerate(way) AS place)
GROUP BY code
ORDER BY people DESC, step
LIMIT 200
