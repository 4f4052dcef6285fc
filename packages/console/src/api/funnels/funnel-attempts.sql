-- The steps of people in funnels, in order of time: their places (funnel-visits), and their times in ms since the
-- beginning of the range. Attempts and the times between steps are computed from them (`attempts.ts`). A part of many
-- people represents all; at most 500 steps of a person are read, and at most 400,000 in all.
-- include funnel-visits
SELECT
  {names:Array(String)}[funnel] AS name,
  arrayMap(visit -> toUInt8(bitAnd(visit, 63)), visits) AS reached,
  arrayMap(visit -> toFloat64(bitShiftRight(visit, 6)) * unit / 1000000, visits) AS moments
FROM (
  SELECT
    funnel,
    visits,
    sum(length(visits)) OVER (ORDER BY funnel, person ROWS UNBOUNDED PRECEDING) AS total
  FROM (
    SELECT
      toUInt16(indexOf({names:Array(String)}, name)) AS funnel,
      person,
      arraySlice(
        arraySort(
          groupArrayArray(2000)(
            arrayFilter(
              visit -> bitAnd(visit, 63) > 0
                OR visit > 0 AND {strict:UInt8} = 1 -- if strict
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
    GROUP BY funnel, person))
WHERE notEmpty(visits) AND total <= 400000
LIMIT 100000
