-- The people seen last in one journey. Users of whom only sessions are known here have no `userId`. At most
-- 500 steps of a person are read. If there are many people, a part of them (`first` to `last`, by hash) represents all.
-- include known-steps
SELECT
  user AS userId,
  session AS sessionId,
  belongsTo AS isUser,
  known.3[indexOf(known.1, way[-1].4)] AS lastStep,
  toString(way[-1].1) AS lastNs,
  arrayLast(
    id -> id != '', arrayMap(visit -> if(visit.5 = toFixedString('', 16), '', lower(hex(visit.5))), way)) AS traceId
FROM (
  SELECT
    person,
    max(userId) AS user,
    max(sessionId) AS session,
    max(ofUser) AS belongsTo,
    arraySlice(arraySort(arrayDistinct(groupArrayArray(2000)(visits))), 1, 500) AS way
  FROM (
    SELECT
      person,
      userId,
      sessionId,
      ofUser,
      arrayFilter(
        visit -> visit.1 >= low AND visit.1 < high,
        arrayZip(t, arrayMap(s -> transform(s, known.1, known.2, toInt16(32767)), s), u, s, trace)) AS visits
    FROM (
      -- include people-rows
      ))
  GROUP BY person
  HAVING notEmpty(way))
ORDER BY way[-1].1 DESC, person
LIMIT 20
