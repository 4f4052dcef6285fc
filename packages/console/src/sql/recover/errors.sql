-- Inserts the errors among the log records received since again: a row that exists already is the same row.
INSERT INTO errors (
  tenant, fingerprint, ts, identity, service, environment, service_version, type, message, place, handled, user_id,
  session_id, trace_id, span_id, received)
SELECT
  tenant,
  if(
    sattr['telltale.error.fingerprint'] != '', sattr['telltale.error.fingerprint'],
    concat('type:', sattr['exception.type'])) AS fingerprint,
  ts,
  identity,
  service,
  environment,
  service_version,
  sattr['exception.type'] AS type,
  left(sattr['exception.message'], 1024) AS message,
  trimBoth(concat(sattr['code.function.name'], ' ', sattr['code.file.path'])) AS place,
  NOT mapContains(battr, 'telltale.error.handled') OR battr['telltale.error.handled'] AS handled,
  if(
    mapContains(sattr, 'user.id'), sattr['user.id'], if(mapContains(iattr, 'user.id'), toString(iattr['user.id']), '')
  ) AS user_id,
  sattr['session.id'] AS session_id,
  trace_id,
  span_id,
  received
FROM logs WHERE event_name = 'exception' AND received >= {since:DateTime('UTC')}
