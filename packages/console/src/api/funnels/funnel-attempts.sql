-- The steps of people in funnels, in order of time: their places (funnel-visits), and their times in ns since the
-- beginning of the range. Attempts and the times between steps are computed from them (`attempts.ts`). A part of many
-- people represents all; at most 500 steps of a person are read. Each funnel may have its share of `mostSteps` and of
-- `mostPeople`: where it has more, those returned represent `everyone` of its people, who are in the order of a hash.
-- With `lastPlaces` only people who took the last step of the funnel.
-- include funnel-visits
SELECT
  {names:Array(String)}[funnel] AS name,
  arrayMap(visit -> toUInt8(bitAnd(visit, 63)), visits) AS reached,
  arrayMap(visit -> toFloat64(bitShiftRight(visit, 6)) * unit, visits) AS moments,
  -- include funnel-open
  toUInt32(everyone) AS everyone
FROM (
  SELECT
    funnel,
    visits,
    count() OVER (PARTITION BY funnel) AS everyone,
    row_number() OVER (PARTITION BY funnel ORDER BY person ROWS UNBOUNDED PRECEDING) AS place,
    sum(length(visits)) OVER (PARTITION BY funnel ORDER BY person ROWS UNBOUNDED PRECEDING) AS total
  FROM (
    SELECT
      toUInt16(indexOf({names:Array(String)}, name)) AS funnel,
      person,
      arraySlice(
        arraySort(
          groupArrayArray(2000)(
            arrayFilter(
              visit -> bitAnd(visit, 63) > 0
                OR visit > 0 -- when strict
              ,
              arrayMap(
                (s, t) -> if(
                  t >= low AND t < high,
                  bitShiftLeft(intDiv(toUInt64(t - low), unit), 6) + transform(s, hashes, places, 0), 0),
                s, t)))),
        1, 500) AS visits
    FROM (
      -- include people-rows
      )
    GROUP BY funnel, person
    HAVING notEmpty(visits)
      AND arrayExists(visit -> bitAnd(visit, 63) = {lastPlaces:Array(UInt8)}[funnel], visits) -- if lastPlaces
  ))
WHERE (place - 1) * length({names:Array(String)}) < {mostPeople:UInt32}
  AND (total - length(visits)) * length({names:Array(String)}) < {mostSteps:UInt32}
LIMIT 200000
