-- By operation in which there are spans of the selection, how many spans each side has and what they stand for; first,
-- as `isTotal`, of all operations together, with how many traces they are in.
SELECT
  toUInt8(grouping(operation)) AS isTotal,
  operation,
  toString(any(name)) AS name,
  countIf(selected) AS selectionRows,
  countIf(NOT selected) AS restRows,
  sumIf(weight, selected) AS selectionWeight,
  sumIf(weight * weight, selected) AS selectionSquares,
  sumIf(weight, NOT selected) AS restWeight,
  sumIf(weight * weight, NOT selected) AS restSquares,
  uniqIf(trace_id, selected) AS selectionTraces,
  uniqIf(trace_id, NOT selected) AS restTraces
FROM (
  SELECT
    trace_id,
    name,
    toFloat64(weight) AS weight,
    -- include operation-hash
    ,
    -- include selected-spans
  FROM spans
  -- include compared-spans
  )
GROUP BY GROUPING SETS ((operation), ())
HAVING selectionRows > 0 OR isTotal = 1
ORDER BY isTotal DESC, selectionRows DESC, operation
LIMIT 300
