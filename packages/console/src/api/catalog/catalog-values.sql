-- Attributes of spans and log records by day: how many values, and the frequent ones. Long values and ids are stored as
-- an empty value.
SELECT
  toString(signal) AS signal,
  toString(key) AS key,
  toString(sum(n)) AS count,
  toUInt64(countIf(value != '')) AS distinctValues,
  countIf(value = '') > 0 AS hasIds,
  arrayMap(
    pair -> pair.1,
    arraySlice(arrayReverseSort(pair -> pair.2, groupArrayIf(1000)((value, n), value != '')), 1, 30)) AS values
FROM (
  SELECT
    signal,
    key,
    value,
    sum(v.count) AS n
  FROM attribute_values AS v
  WHERE day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')})
  GROUP BY signal, key, value
)
GROUP BY signal, key
ORDER BY sum(n) DESC
LIMIT 5000
