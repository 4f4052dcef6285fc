-- A sample of the calls of one name in some hours, of each hour the first `minutes`: of a database, or entries of a
-- service. Whole traces, so that the calls of a trace can be counted, and the same ones each time. Attributes are read
-- of the chosen calls only.
SELECT
  toString(s.tenant) AS tenant,
  toString(s.service) AS service,
  toString(s.environment) AS environment,
  toString(s.name) AS name,
  toUnixTimestamp(toStartOfHour(start)) AS hour,
  lower(hex(trace_id)) AS traceId,
  lower(hex(span_id)) AS spanId,
  toFloat64(toUnixTimestamp64Micro(toDateTime64(start, 6, 'UTC'))) AS startUs,
  toFloat64(duration) / 1e6 AS ms,
  toString(service_version) AS version,
  toString(db_system) AS system,
  if(
    db_system = '', '',
    substringUTF8(if(sattr['db.query.text'] != '', sattr['db.query.text'], sattr['db.statement']), 1, 2000)
  ) AS statement,
  mapFilter((k, v) -> length(v) <= 64 AND NOT startsWith(k, 'db.query.'), sattr) AS attributes
FROM spans AS s
WHERE s.tenant = {tenant:String}
  AND s.service = {service:String}
  AND start >= toDateTime64({from:UInt32}, 9, 'UTC')
  AND start < toDateTime64({to:UInt32}, 9, 'UTC')
  AND (trace_id, span_id) IN (
    SELECT
      trace_id,
      span_id
    FROM spans AS c
    WHERE c.tenant = {tenant:String}
      AND c.service = {service:String}
      AND c.environment = {environment:String}
      AND c.name = {name:String}
      AND toStartOfHour(start) IN (SELECT toDateTime(arrayJoin({hours:Array(UInt32)}), 'UTC'))
      AND start >= toDateTime64({from:UInt32}, 9, 'UTC')
      AND start < toDateTime64({to:UInt32}, 9, 'UTC')
      AND toMinute(start) < {minutes:UInt8}
      AND if({entries:Bool}, entry, kind = 3 AND db_system != '')
    ORDER BY toStartOfHour(start), cityHash64(trace_id), span_id
    LIMIT {most:UInt32} BY toStartOfHour(start))
ORDER BY hour, cityHash64(trace_id), span_id
LIMIT {most:UInt32} BY hour
