-- Anomalies that lasted in the range, the latest found first.
SELECT
  a.id AS id,
  toUnixTimestamp(a.found) AS foundSeconds,
  toUnixTimestamp(a.started) AS startedSeconds,
  toUnixTimestamp(a.ended) AS endedSeconds,
  toString(a.subject) AS subject,
  toString(a.measure) AS measure,
  toString(a.service) AS ofService,
  toString(a.environment) AS ofEnvironment,
  a.name AS ofName,
  toString(a.kind) AS kind,
  a.direction AS direction,
  a.expected AS expected,
  a.observed AS observed,
  a.score AS score,
  a.sentence AS sentence,
  a.minutes AS minutes,
  a.values AS values
FROM anomalies AS a FINAL
WHERE a.started < {to:DateTime64(9, 'UTC')}
  AND (a.ended = toDateTime(0, 'UTC') OR a.ended >= {from:DateTime64(9, 'UTC')})
  AND a.id = {anomaly:String} -- if anomaly
  AND a.service = {service:String} -- if service
  AND a.name = {name:String} -- if name
  AND a.environment = {environment:String} -- if environment
  AND a.subject = {subject:String} -- if subject
  AND a.measure = {measure:String} -- if measure
  AND a.kind = {anomalyKind:String} -- if anomalyKind
  AND a.ended = toDateTime(0, 'UTC') -- when isOpen
  AND (foundSeconds, id) < ({cursorFound:UInt32}, {cursorId:String}) -- if cursorFound
ORDER BY foundSeconds DESC, id DESC
LIMIT {limit:UInt32}
