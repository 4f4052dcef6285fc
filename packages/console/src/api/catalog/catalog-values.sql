-- Attributes of spans and log records by day: how many values, and the frequent ones. Long values and ids are stored as
-- an empty value, which does not count. Values are read of the attributes that are listed only: with an id in a key
-- there are hundreds of thousands of keys. Hashes group and compare faster than texts.
WITH listed AS (
  SELECT sipHash64(signal, key) AS attribute
  FROM attribute_values AS v
  WHERE day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')}) AND value != ''
  GROUP BY attribute
  ORDER BY sum(v.count) DESC, any(key), any(signal)
  LIMIT 5000
)
SELECT
  toString(signal) AS signal,
  toString(key) AS key,
  count() AS distinctValues,
  arrayMap(pair -> pair.2, groupArraySorted(30)((-toInt64(n), value))) AS values
FROM (
  SELECT
    signal,
    key,
    value,
    sum(v.count) AS n
  FROM attribute_values AS v
  WHERE day >= toDate({from:DateTime64(9, 'UTC')}) AND day <= toDate({to:DateTime64(9, 'UTC')}) AND value != ''
    AND sipHash64(signal, key) IN listed
  GROUP BY signal, key, value
)
GROUP BY signal, key
ORDER BY sum(n) DESC, signal, key
LIMIT 5000
