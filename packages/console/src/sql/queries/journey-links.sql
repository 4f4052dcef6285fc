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
    SELECT actor AS person, arrayFilter(visit -> visit.1 >= low AND visit.1 < high, arrayZip(events.t, arrayMap(s -> transform(s, known.1, known.2, toInt16(32767)), events.s), events.u, events.s)) AS visits FROM journey_days
    WHERE name = {name:String} AND day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')}) AND ({environment:String} = '' OR environment = {environment:String}) AND who = 0 AND actor BETWEEN {first:UInt64} AND {last:UInt64}
    UNION ALL
    SELECT if(belongs = 0, actor, belongs) AS person, arrayFilter(visit -> visit.1 >= low AND visit.1 < high, arrayZip(events.t, arrayMap(s -> transform(s, known.1, known.2, toInt16(32767)), events.s), events.u, events.s)) AS visits FROM journey_days LEFT JOIN (
      SELECT session, toUInt64(max(owner)) AS belongs FROM session_owners
      WHERE session IN (SELECT actor FROM journey_days WHERE name = {name:String} AND day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')}) AND ({environment:String} = '' OR environment = {environment:String}) AND who = 1
          AND (actor BETWEEN {first:UInt64} AND {last:UInt64} OR identity(actor) IN (SELECT session FROM session_owners WHERE toUInt64(owner) BETWEEN {first:UInt64} AND {last:UInt64} AND {last:UInt64} - {first:UInt64} < 18446744073709551615)))
      GROUP BY session) AS owners ON session = actor
    WHERE name = {name:String} AND day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')}) AND ({environment:String} = '' OR environment = {environment:String}) AND who = 1
      AND (actor BETWEEN {first:UInt64} AND {last:UInt64} OR identity(actor) IN (SELECT session FROM session_owners WHERE toUInt64(owner) BETWEEN {first:UInt64} AND {last:UInt64} AND {last:UInt64} - {first:UInt64} < 18446744073709551615)) AND person BETWEEN {first:UInt64} AND {last:UInt64})
  GROUP BY person
  HAVING notEmpty(walked) AND ({until:String} = '' OR reached > 0))
ARRAY JOIN arrayZip(arrayPopBack(way), arrayPopFront(way)) AS hop
GROUP BY hop.1.4, hop.2.4
ORDER BY people DESC, origin, target
LIMIT 2000
