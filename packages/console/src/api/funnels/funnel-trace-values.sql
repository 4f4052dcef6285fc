-- How many people reached each step of one funnel, by the value of an attribute in their trace of the step `atStep`.
-- `counted` are the people who were found, `reached` as many as their traces stand for. The row of all people comes
-- first, then those whose spans have several values or none.
SELECT
  toUInt8(grouping(kind)) AS isTotal,
  kind,
  value,
  sumForEach(arrayMap(place -> toUInt64(level >= place), range(1, {stepCount:UInt8} + 1))) AS counted,
  sumForEach(arrayMap(place -> if(level >= place, standsFor, 0.), range(1, {stepCount:UInt8} + 1))) AS reached,
  max(standsFor) AS mostForOne
FROM (
  -- include people-by-trace
  )
WHERE kind = 'value' AND value IN {values:Array(String)} -- if values
GROUP BY GROUPING SETS ((kind, value), ())
ORDER BY isTotal DESC, kind = 'value', reached[{atStep:UInt8}] DESC, value
LIMIT 23
SETTINGS max_threads = 2
