-- The spans of some traces, with what detectors read of them: of a long text the first 2,000 characters, of parameters
-- a hash. Of a trace with very many spans the first.
WITH
  if(
    db_system = '', '',
    arrayStringConcat(mapValues(mapFilter((k, v) -> startsWith(k, 'db.query.parameter.'), sattr)), '\n')
  ) AS given
SELECT
  lower(hex(trace_id)) AS traceId,
  lower(hex(span_id)) AS id,
  if(parent_id = toFixedString('', 8), '', lower(hex(parent_id))) AS parentId,
  toFloat64(toUnixTimestamp64Micro(toDateTime64(start, 6, 'UTC'))) AS startUs,
  toFloat64(duration) / 1000 AS durationUs,
  toString(service) AS service,
  toString(environment) AS environment,
  toString(service_version) AS version,
  toString(name) AS name,
  kind,
  status = 2 AS failed,
  toFloat64(weight) AS weight,
  toString(db_system) AS system,
  if(
    db_system = '', '',
    substringUTF8(if(sattr['db.query.text'] != '', sattr['db.query.text'], sattr['db.statement']), 1, 2000)
  ) AS statement,
  if(given = '', '', hex(sipHash128(given))) AS parameters,
  toString(http_method) AS method,
  substringUTF8(multiIf(
    http_method = '', '',
    sattr['url.full'] != '', sattr['url.full'],
    sattr['http.url'] != '', sattr['http.url'],
    concat(
      sattr['server.address'],
      if(sattr['url.path'] != '', sattr['url.path'], sattr['http.target']),
      if(sattr['url.query'] = '', '', concat('?', sattr['url.query'])))
  ), 1, 2000) AS url,
  if(sattr['rpc.method'] = '', '', concat(sattr['rpc.service'], '/', sattr['rpc.method'])) AS procedure,
  toFloat64(
    greatest(
      iattr['http.response.body.size'], iattr['http.request.body.size'], iattr['http.response_content_length'],
      iattr['http.request_content_length'])) AS bodyBytes,
  concat(
    sattr['http.response.header.content-type'],
    if(attributes_json = '', '', JSONExtractRaw(attributes_json, 'http.response.header.content-type'))) AS contentType,
  if(mapContains(iattr, 'db.response.returned_rows'), toFloat64(iattr['db.response.returned_rows']), -1) AS rows
FROM spans
WHERE tenant = {tenant:String}
  AND trace_id IN (SELECT toFixedString(unhex(arrayJoin({ids:Array(String)})), 16))
  AND start >= fromUnixTimestamp64Micro({firstUs:Int64}, 'UTC')
  AND start <= fromUnixTimestamp64Micro({lastUs:Int64}, 'UTC')
  AND toStartOfHour(start) >= toStartOfHour(fromUnixTimestamp64Micro({firstUs:Int64}, 'UTC'))
  AND toStartOfHour(start) <= toStartOfHour(fromUnixTimestamp64Micro({lastUs:Int64}, 'UTC'))
ORDER BY trace_id, start, span_id
LIMIT {most:UInt32} BY trace_id
