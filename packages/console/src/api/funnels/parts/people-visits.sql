-- The steps of each person in the range with their traces, as `traced`: a step is its time and its place, or 0.
-- `identified`: and who they are; users of whom only sessions are known here have no `user`.
SELECT
  person,
  max(userId) AS user, -- when identified
  max(sessionId) AS session, -- when identified
  max(ofUser) AS belongsTo, -- when identified
  groupArrayArray(
    arrayZip(
      arrayMap(
        (s, t) -> if(
          t >= low AND t < high,
          bitShiftLeft(intDiv(toUInt64(t - low), unit), 6) + transform(s, hashes, places, 0), 0),
        s, t),
      trace)) AS traced
FROM (
  -- include people-rows
  )
GROUP BY person
