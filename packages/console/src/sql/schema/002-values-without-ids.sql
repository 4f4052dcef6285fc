-- Texts that hold an id, a number of six digits or a time of day (`/orders/1234567`) are counted by key alone, as long
-- texts and ids are: otherwise there is a row for nearly each span, and merging them costs more than the spans do.
DROP VIEW IF EXISTS attribute_values_view;

CREATE MATERIALIZED VIEW IF NOT EXISTS attribute_values_view TO attribute_values AS
SELECT tenant, 'spans' AS signal, key,
  if(
    length(text) > 64 OR match(key, '(\\.|_|^)id$')
      OR match(text, '(?i)\\d{6}|[\\da-f]{8}-?[\\da-f]{4}-?[\\da-f]{4}|\\d\\d:\\d\\d:\\d\\d'),
    '', text) AS value,
  toDate(start) AS day, count() AS count
FROM spans_to_roll_up ARRAY JOIN
  CAST(arrayConcat(mapKeys(sattr), mapKeys(battr), mapKeys(iattr), mapKeys(nattr)),
    'Array(LowCardinality(String))') AS key,
  arrayConcat(mapValues(sattr), arrayMap(v -> if(v, 'true', 'false'), mapValues(battr)),
    arrayWithConstant(length(iattr) + length(nattr), '')) AS text
GROUP BY tenant, signal, key, value, day;

DROP VIEW IF EXISTS log_attribute_values_view;

CREATE MATERIALIZED VIEW IF NOT EXISTS log_attribute_values_view TO attribute_values AS
SELECT tenant, 'logs' AS signal, key,
  if(
    length(text) > 64 OR match(key, '(\\.|_|^)id$')
      OR match(text, '(?i)\\d{6}|[\\da-f]{8}-?[\\da-f]{4}-?[\\da-f]{4}|\\d\\d:\\d\\d:\\d\\d'),
    '', text) AS value,
  toDate(ts) AS day, count() AS count
FROM logs ARRAY JOIN
  CAST(arrayConcat(mapKeys(sattr), mapKeys(battr), mapKeys(iattr), mapKeys(nattr)),
    'Array(LowCardinality(String))') AS key,
  arrayConcat(mapValues(sattr), arrayMap(v -> if(v, 'true', 'false'), mapValues(battr)),
    arrayWithConstant(length(iattr) + length(nattr), '')) AS text
GROUP BY tenant, signal, key, value, day;
