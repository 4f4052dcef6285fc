-- The spans of one trace whose text contains every word, by start. Words are lower case.
WITH (
  SELECT (count(), min(t0), max(t1)) FROM trace_summary WHERE trace_id = toFixedString(unhex({id:String}), 16)
) AS extent
SELECT lower(hex(span_id)) AS spanId
FROM spans
WHERE trace_id = toFixedString(unhex({id:String}), 16)
  AND extent.1 > 0 AND start >= extent.2 AND start <= extent.3
  AND toStartOfHour(start) >= toStartOfHour(extent.2) AND toStartOfHour(start) <= toStartOfHour(extent.3)
  AND arrayAll(
    word -> position(
      lowerUTF8(arrayStringConcat(
        arrayConcat(
          [
            toString(name),
            toString(service),
            lower(hex(span_id)),
            ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'][kind + 1],
            toString(status_message),
            attributes_json
          ],
          kv,
          arrayMap(event -> toString(event), events.name)),
        '\n')),
      word) > 0,
    {words:Array(String)})
ORDER BY start, span_id, received DESC
LIMIT 1 BY span_id
LIMIT {limit:UInt32}
