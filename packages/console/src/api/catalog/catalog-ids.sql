-- Values that `attribute_values` does not have, of four thousand of the newest spans and log records: ids, texts
-- that hold one, and long texts. For the number of different ones, and for their form.
SELECT
  signal,
  key,
  uniq(value) AS distinctValues,
  arraySort(groupUniqArray(20)(value)) AS values
FROM (
  SELECT
    'spans' AS signal,
    toString(pair.1) AS key,
    substring(pair.2, 1, 300) AS value
  FROM (
    SELECT sattr
    FROM spans
    WHERE start >= {newest:DateTime64(9, 'UTC')} AND start < {to:DateTime64(9, 'UTC')}
      AND service = {service:String} -- if service
    LIMIT 4000
  ) ARRAY JOIN arrayZip(mapKeys(sattr), mapValues(sattr)) AS pair
  UNION ALL
  SELECT
    'logs' AS signal,
    toString(pair.1) AS key,
    substring(pair.2, 1, 300) AS value
  FROM (
    SELECT sattr
    FROM logs
    WHERE ts >= {newest:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
      AND service = {service:String} -- if service
    LIMIT 4000
  ) ARRAY JOIN arrayZip(mapKeys(sattr), mapValues(sattr)) AS pair
)
WHERE length(value) > 64
  OR match(key, '(\\.|_|^)id$')
  OR match(value, '(?i)\\d{6}|[\\da-f]{8}-?[\\da-f]{4}-?[\\da-f]{4}|\\d\\d:\\d\\d:\\d\\d')
GROUP BY signal, key
ORDER BY count() DESC, signal, key
LIMIT 2000
