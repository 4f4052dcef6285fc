-- The paths of people in one journey: of each step its name and its time in ms since the beginning of the range. Ids of
-- traces are random, so reading them would take a fifth of the time. A path is a person's steps in order of time. At
-- most 500 steps of a person are read, and of people in the order of a hash until there are `mostSteps`: those returned
-- represent `everyone` of the part. `first` to `last` choose the part by hash. Users of whom only sessions are known
-- here have no `userId`.
-- include known-steps
SELECT
  user AS userId,
  session AS sessionId,
  belongsTo AS isUser,
  arrayMap(visit -> known.3[indexOf(known.1, visit.4)], way) AS steps,
  arrayMap(visit -> (visit.1 - low) / 1000000, way) AS moments,
  toUInt32(everyone) AS everyone
FROM (
  SELECT
    user,
    session,
    belongsTo,
    way,
    count() OVER () AS everyone,
    sum(length(way)) OVER (ORDER BY person ROWS UNBOUNDED PRECEDING) AS total
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
          arrayZip(
            t,
            arrayMap(s -> transform(s, known.1, known.2, toInt16(32767)), s),
            u,
            s)) AS visits
      FROM (
        -- include people-rows
        ))
    GROUP BY person
    HAVING notEmpty(way)))
WHERE total - length(way) < {mostSteps:UInt32}
LIMIT 50000
