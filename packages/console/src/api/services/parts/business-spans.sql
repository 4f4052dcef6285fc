-- The spans of those transactions' traces, each with what it uses; as in `recover/dependencies.sql`. A host that
-- answers is a service, as in the graph.
SELECT
  trace_id,
  span_id,
  parent_id,
  toString(service) AS service_name,
  spans.kind AS span_kind,
  coalesce(nullIf(sattr['server.address'], ''), sattr['net.peer.name']) AS host,
  substringUTF8(
    coalesce(nullIf(sattr['service.peer.name'], ''), nullIf(sattr['peer.service'], ''), host),
    1, 200) AS called_host,
  multiIf(
    sattr['service.peer.name'] != '', 'service.peer.name',
    sattr['peer.service'] != '', 'peer.service',
    sattr['server.address'] != '', 'server.address',
    'net.peer.name') AS host_named_by,
  sattr['messaging.system'] AS queue_system,
  sattr['messaging.destination.name'] AS queue,
  multiIf(
    spans.kind = 3 AND db_system != '', 'database',
    spans.kind IN (3, 4, 5) AND concat(queue, queue_system) != '', 'queue',
    spans.kind = 3
      AND (toString(service), called_host, host_named_by) NOT IN (SELECT caller, target, named_by FROM answered),
    'external',
    '') AS use,
  use = 'queue' AND (spans.kind = 5 OR sattr['messaging.operation.type'] = 'receive') AS is_received,
  arrayStringConcat(
    [
      use,
      multiIf(use = 'database', toString(db_system), use = 'queue', queue_system, ''),
      substringUTF8(
        multiIf(
          use = 'database',
          arrayStringConcat(
            arrayFilter(
              part -> part != '',
              [host, coalesce(nullIf(sattr['db.namespace'], ''), sattr['db.name'])]),
            '/'),
          use = 'queue', queue,
          called_host),
        1, 200)],
    '/') AS used
FROM spans
WHERE start >= {from:DateTime64(9, 'UTC')} - toIntervalMinute(1)
  AND start < {to:DateTime64(9, 'UTC')} + toIntervalMinute(1)
  AND toStartOfMinute(start) IN {spanMinutes:Array(DateTime('UTC'))} -- if spanMinutes
  AND environment = {environment:String} -- if environment
  AND trace_id IN (SELECT arrayJoin(traces) FROM business)
