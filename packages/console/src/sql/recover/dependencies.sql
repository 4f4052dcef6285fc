-- Rows of `dependencies` for some minutes: calls of databases and messages sent (client and producer spans), messages
-- received (consumer spans, joined with their parents in other services), and calls of hosts (other client spans, and
-- the service whose server span answered; there `peer` is the attribute that names the host).
WITH
  affected AS (SELECT arrayJoin({minutes:Array(DateTime('UTC'))}) AS minute),
  (SELECT (toDateTime64(min(minute), 9, 'UTC'), toDateTime64(max(minute) + 60, 9, 'UTC')) FROM affected) AS extent,
  uses AS (
    SELECT
      tenant,
      cityHash64(tenant, trace_id, span_id) AS key,
      cityHash64(tenant, trace_id, parent_id) AS parent_key,
      spans.kind AS kind,
      if(bitTest(spans.folded, 0), '_OTHER', toString(spans.service)) AS service,
      if(bitTest(spans.folded, 2), '_OTHER', toString(spans.environment)) AS environment,
      start,
      duration,
      status,
      weight,
      coalesce(nullIf(sattr['server.address'], ''), sattr['net.peer.name']) AS host,
      sattr['messaging.operation.type'] AS operation,
      sattr['messaging.system'] AS queue_system,
      sattr['messaging.destination.name'] AS queue,
      multiIf(
        spans.kind = 3 AND db_system != '', 'database',
        concat(queue, queue_system) != '' AND (spans.kind = 5 OR operation = 'receive'),
        'receive',
        concat(queue, queue_system) != '', 'send',
        spans.kind = 3, 'external',
        '') AS use,
      multiIf(use = 'database', toString(db_system), use IN ('send', 'receive'), queue_system, '') AS system,
      substringUTF8(
        multiIf(
          use = 'database',
          arrayStringConcat(
            arrayFilter(
              part -> part != '',
              [host, coalesce(nullIf(sattr['db.namespace'], ''), sattr['db.name'])]),
            '/'),
          use IN ('send', 'receive'), queue,
          coalesce(nullIf(sattr['service.peer.name'], ''), nullIf(sattr['peer.service'], ''), host)),
        1, 200) AS target,
      multiIf(
        sattr['service.peer.name'] != '', 'service.peer.name',
        sattr['peer.service'] != '', 'peer.service',
        sattr['server.address'] != '', 'server.address',
        'net.peer.name') AS named_by
    FROM spans
    WHERE start >= extent.1 AND start < extent.2 AND toStartOfMinute(start) IN (SELECT minute FROM affected)
      AND kind IN (3, 4, 5)
  ),
  answers AS (
    SELECT
      cityHash64(tenant, trace_id, parent_id) AS key,
      if(bitTest(spans.folded, 0), '_OTHER', toString(spans.service)) AS service
    FROM spans
    WHERE start >= extent.1 - toIntervalMinute(1) AND start < extent.2 + toIntervalMinute(1)
      AND toStartOfMinute(start) IN (SELECT arrayJoin([minute - 60, minute, minute + 60]) FROM affected)
      AND kind IN (2, 5) AND parent_id != toFixedString('', 8)
  ),
  -- Of the spans of ten minutes only those are joined that a message may have been sent by.
  senders AS (
    SELECT
      cityHash64(tenant, trace_id, span_id) AS key,
      if(bitTest(spans.folded, 0), '_OTHER', toString(spans.service)) AS service
    FROM spans
    WHERE start >= extent.1 - toIntervalMinute(10) AND start < extent.2
      AND reinterpretAsUInt64(span_id) IN (
        SELECT reinterpretAsUInt64(parent_id)
        FROM spans
        WHERE start >= extent.1 AND start < extent.2 AND toStartOfMinute(start) IN (SELECT minute FROM affected)
          AND (kind = 5 OR kind IN (3, 4) AND sattr['messaging.operation.type'] = 'receive')
      )
  )
-- right
SELECT
  tenant,
  one.service AS service,
  use AS kind,
  system,
  target,
  multiIf(
    use = 'external', named_by,
    use = 'receive' AND sender.service != one.service, toString(sender.service),
    '') AS peer,
  environment,
  toDateTime(toStartOfMinute(start), 'UTC') AS minute,
  if(use = 'external', answer.service, '') AS callee,
  count() AS calls,
  countIf(callee != '') AS answered,
  countIf(status = 2) AS errors,
  sum(one.duration) AS duration,
  sum(toFloat64(weight)) AS estimated,
  sumIf(toFloat64(weight), status = 2) AS estimated_errors,
  sumMap(map(toInt16(floor(log2(one.duration + 1) * 4)), toInt64(1))) AS histogram,
  sumMapIf(
    map(toInt16(floor(log2(one.duration + 1) * 4)), toInt64(round((least(weight, 1e9) - 1) * 1024))),
    weight > 1) AS sampled_out
FROM uses AS one
LEFT ANY JOIN answers AS answer ON answer.key = one.key
LEFT ANY JOIN senders AS sender ON sender.key = one.parent_key
WHERE use != '' AND (use != 'external' OR target != '' OR answer.service != '')
GROUP BY tenant, service, kind, system, target, peer, environment, minute, callee
-- stored
WHERE minute >= extent.1 AND minute < extent.2 AND minute IN (SELECT minute FROM affected)
