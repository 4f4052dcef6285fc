-- The people seen last in one journey, to look at one by one. Users of whom only sessions are seen have no `userId`.
-- A person's way is their steps by time; with `until` it is cut at the first time they came to that step, and others are left out. At most
-- 500 steps of one person are looked at. Where there are many people, a part of them (`first` to `last`, by hash) stands for all.
WITH (SELECT (groupArray(hash), groupArray(place), groupArray(step)) FROM (
    SELECT sipHash64(name, step) AS hash, min(place) AS place, step FROM journey_steps WHERE name = {name:String} AND day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')}) GROUP BY name, step ORDER BY max(last) DESC LIMIT 10000)) AS known,
  toUInt64(toUnixTimestamp64Nano({from:DateTime64(9, 'UTC')})) AS low, toUInt64(toUnixTimestamp64Nano({to:DateTime64(9, 'UTC')})) AS high
SELECT user AS userId, session AS sessionId, belongsTo AS isUser, known.3[indexOf(known.1, way[-1].4)] AS lastStep, toString(way[-1].1) AS lastNs,
  arrayLast(id -> id != '', arrayMap(visit -> if(visit.5 = toFixedString('', 16), '', lower(hex(visit.5))), way)) AS traceId
FROM (
  SELECT person, max(userId) AS user, max(sessionId) AS session, max(ofUser) AS belongsTo, arraySort(arrayDistinct(groupArrayArray(2000)(visits))) AS walked,
    indexOf(arrayMap(visit -> visit.4, walked), sipHash64({name:String}, {until:String})) AS reached,
    arraySlice(walked, 1, if({until:String} = '', 500, least(reached, 500))) AS way
  FROM (
    SELECT person, userId, sessionId, ofUser, arrayFilter(visit -> visit.1 >= low AND visit.1 < high, arrayZip(t, arrayMap(s -> transform(s, known.1, known.2, toInt16(32767)), s), u, s, trace)) AS visits FROM (
      -- include user-rows
      UNION ALL
      -- include session-rows
      ))
  GROUP BY person
  HAVING notEmpty(walked) AND ({until:String} = '' OR reached > 0))
ORDER BY way[-1].1 DESC, person
LIMIT 20
