-- Adds what is missing in `dependencies` for some minutes, as differences as in `red`: calls of databases and messages
-- sent (client and producer spans), messages received (consumer spans, joined with their parents in other services),
-- and calls of hosts (other client spans, and whether a server span answered; there `peer` is the attribute that names
-- the host).
INSERT INTO dependencies (
  tenant, service, kind, system, target, peer, environment, minute, calls, answered, errors, duration, estimated,
  histogram)
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
    SELECT cityHash64(tenant, trace_id, parent_id) AS key
    FROM spans
    WHERE start >= extent.1 - toIntervalMinute(1) AND start < extent.2 + toIntervalMinute(1)
      AND kind IN (2, 5) AND parent_id != toFixedString('', 8)
  )
SELECT
  tenant,
  service,
  kind,
  system,
  target,
  peer,
  environment,
  minute,
  toUInt64(sum(n)) AS calls,
  toUInt64(sum(replied)) AS answered,
  toUInt64(sum(failed)) AS errors,
  toUInt64(sum(total)) AS duration,
  sum(weighted) AS estimated,
  mapApply((k, v) -> (k, toUInt64(v)), sumMap(buckets)) AS histogram
FROM (
  SELECT
    tenant,
    service,
    use AS kind,
    system,
    target,
    peer,
    environment,
    toDateTime(toStartOfMinute(start), 'UTC') AS minute,
    toInt64(count()) AS n,
    toInt64(sum(is_answered)) AS replied,
    toInt64(countIf(status = 2)) AS failed,
    toInt64(sum(one.duration)) AS total,
    sum(toFloat64(weight)) AS weighted,
    sumMap(map(toInt16(floor(log2(one.duration + 1) * 4)), toInt64(1))) AS buckets
  FROM (
    SELECT
      tenant,
      service,
      use,
      system,
      target,
      if(use = 'external', named_by, '') AS peer,
      environment,
      start,
      duration,
      status,
      weight,
      use = 'external' AND key IN (SELECT key FROM answers) AS is_answered
    FROM uses WHERE use IN ('database', 'send') OR (use = 'external' AND target != '')
    UNION ALL
    SELECT
      message.tenant,
      message.service,
      message.use,
      message.system,
      message.target,
      if(sender.service = message.service, '', toString(sender.service)),
      message.environment,
      message.start,
      message.duration,
      message.status,
      message.weight,
      0
    FROM (
      SELECT
        cityHash64(tenant, trace_id, span_id) AS key,
        if(bitTest(spans.folded, 0), '_OTHER', toString(spans.service)) AS service
      FROM spans WHERE start >= extent.1 - toIntervalMinute(10) AND start < extent.2
    ) AS sender
    RIGHT JOIN (
      SELECT * FROM uses WHERE use = 'receive' AND (kind = 5 OR operation = 'receive')
    ) AS message ON message.parent_key = sender.key
  ) AS one
  GROUP BY tenant, service, kind, system, target, peer, environment, minute
  UNION ALL
  SELECT
    tenant,
    service,
    kind,
    system,
    target,
    peer,
    environment,
    minute,
    -toInt64(sum(r.calls)),
    -toInt64(sum(r.answered)),
    -toInt64(sum(r.errors)),
    -toInt64(sum(r.duration)),
    -sum(r.estimated),
    mapApply((k, v) -> (k, -toInt64(v)), sumMap(r.histogram))
  FROM dependencies AS r
  WHERE minute >= extent.1 AND minute < extent.2 AND minute IN (SELECT minute FROM affected)
  GROUP BY tenant, service, kind, system, target, peer, environment, minute
)
GROUP BY tenant, service, kind, system, target, peer, environment, minute
HAVING sum(n) != 0 OR sum(replied) != 0 OR sum(failed) != 0 OR sum(total) != 0
  OR arrayExists(v -> v != 0, mapValues(sumMap(buckets)))
