-- From which step to which the people of one journey went, and how long it took them.
-- A person's way is their steps by time; with `until` it is cut at the first time they came to that step, and others are left out. At most
-- 500 steps of one person are looked at. Where there are many people, a part of them (`first` to `last`, by hash) stands for all.
WITH (SELECT (groupArray(hash), groupArray(place), groupArray(step)) FROM (
    SELECT sipHash64(name, step) AS hash, min(place) AS place, step FROM journey_steps WHERE name = {name:String} AND day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')}) GROUP BY name, step ORDER BY max(last) DESC LIMIT 10000)) AS known,
  toUInt64(toUnixTimestamp64Nano({from:DateTime64(9, 'UTC')})) AS low, toUInt64(toUnixTimestamp64Nano({to:DateTime64(9, 'UTC')})) AS high
SELECT known.3[indexOf(known.1, hop.1.4)] AS origin, known.3[indexOf(known.1, hop.2.4)] AS target, uniqExact(person) AS people, quantileExactInclusive(0.5)((hop.2.1 - hop.1.1) / 1000000) AS medianMs
FROM (
  SELECT person, arraySort(arrayDistinct(groupArrayArray(2000)(visits))) AS walked,
    indexOf(arrayMap(visit -> visit.4, walked), sipHash64({name:String}, {until:String})) AS reached,
    arraySlice(walked, 1, if({until:String} = '', 500, least(reached, 500))) AS way
  FROM (
    SELECT person, arrayFilter(visit -> visit.1 >= low AND visit.1 < high, arrayZip(t, arrayMap(s -> transform(s, known.1, known.2, toInt16(32767)), s), u, s)) AS visits FROM (
      -- include user-rows
      UNION ALL
      -- include session-rows
      ))
  GROUP BY person
  HAVING notEmpty(walked) AND ({until:String} = '' OR reached > 0))
ARRAY JOIN arrayZip(arrayPopBack(way), arrayPopFront(way)) AS hop
GROUP BY hop.1.4, hop.2.4
ORDER BY people DESC, origin, target
LIMIT 2000
