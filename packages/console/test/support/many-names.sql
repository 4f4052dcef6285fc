-- A store as an application makes it that puts an id into every name: {count} services, operations, versions, environments,
-- calls, metrics, attribute keys and values, errors, log patterns, users, sessions, transaction, journey and workflow types,
-- findings, anomalies and records of alerts of one tenant, and as many groups of alerts and dashboards as it may have, straight
-- into the tables. The 600 with most traffic have names of 20,000 characters. Statements are separated by a line `--`.
INSERT INTO spans (trace_id, span_id, start, duration, service, environment, service_version, name, kind, status, status_message, http_route,
  http_method, http_status, db_system, trace_state, flags, weight, resource_hash, scope_name, scope_version, scope_json, sattr, received)
SELECT if(number < 30000, toFixedString(unhex({trace:String}), 16), toFixedString(unhex(lpad(hex(number + 1), 32, '0')), 16)), toFixedString(unhex(lpad(hex(number + 1), 16, '0')), 8),
  now64(9) - toIntervalSecond(60 + number % 3000), 1000000 + number,
  concat('svc-', toString(number)), concat('env-', toString(number)), concat('v', toString(number)), concat('op-', toString(number)),
  2, 2, concat('failed ', toString(number)), '', '', 0, '', '', 1, 1, number, 'made-up', '1', '',
  map(concat('key-', toString(number)), 'x', 'user.id', concat('u', toString(number)), 'id', toString(number)), now()
FROM numbers({count:UInt64})
--
INSERT INTO trace_summary (trace_id, t0, t1, spans, errors, root_service, root_name, environment, services)
SELECT trace_id, min(start), max(start + toIntervalNanosecond(duration)), count(), count(), max(toString(service)), max(toString(name)), 'production', groupUniqArray(toString(service))
FROM spans GROUP BY trace_id
--
INSERT INTO red (service, environment, name, kind, entry, minute, spans, errors, duration, histogram, estimated, estimated_errors)
SELECT if(number % 2 = 0, 'shop', concat('svc-', toString(number))), if(number % 2 = 0, 'production', concat('env-', toString(number))),
  concat('op-', toString(number), repeat('x', if(number < 600, 20000, 0))), 2, true,
  toDateTime(toStartOfMinute(now() - 60 * (2 + number % 50)), 'UTC'), if(number < 600, 1000, 1), 1, 1000000, map(toInt16(80 + number % 10), 1), 1, 1
FROM numbers({count:UInt64} * 2)
--
INSERT INTO service_red (service, environment, entry, minute, spans, errors, duration, estimated, estimated_errors, histogram)
SELECT concat('svc-', toString(number), repeat('x', if(number < 600, 20000, 0))), concat('env-', toString(number)), true,
  toDateTime(toStartOfMinute(now() - 60 * (2 + number % 50 + 60 * before)), 'UTC'), if(number < 600, 1000, 1), 1, 1000000, 1, 1, map(toInt16(80 + number % 10), 1)
FROM (SELECT arrayJoin([0, 1]) AS before, number FROM numbers({count:UInt64})) AS n
--
INSERT INTO versions (service, environment, version, first, last)
SELECT if(number % 2 = 0, 'shop', concat('svc-', toString(number))), concat('env-', toString(number)), concat('v', toString(number)), now64(9) - 600, now64(9) - 60
FROM numbers({count:UInt64} * 2)
--
INSERT INTO version_red (service, environment, version, minute, spans, errors, duration, estimated, histogram)
SELECT 'shop', 'production', concat('v', toString(number), repeat('x', if(number < 600, 20000, 0))), toDateTime(toStartOfMinute(now() - 60 * (2 + number % 50)), 'UTC'),
  if(number < 600, 1000, 1), 1, 1000000, 1, map(toInt16(80), 1)
FROM numbers({count:UInt64})
--
INSERT INTO edges (caller, callee, environment, minute, calls, errors, duration, estimated, histogram)
SELECT 'shop', concat('svc-', toString(number), repeat('x', if(number < 600, 20000, 0))), 'production', toDateTime(toStartOfMinute(now() - 60 * (2 + number % 50)), 'UTC'),
  if(number < 600, 1000, 1), 1, 1000000, 1, map(toInt16(80), 1)
FROM numbers({count:UInt64})
--
INSERT INTO dependencies (service, kind, system, target, peer, environment, minute, calls, answered, errors, duration, estimated, histogram)
SELECT concat('svc-', toString(number)), 'database', 'postgresql', concat('db-', toString(number), repeat('x', if(number < 600, 20000, 0))), '', 'production',
  toDateTime(toStartOfMinute(now() - 60 * (2 + number % 50)), 'UTC'), if(number < 600, 1000, 1), 0, 1, 1000000, 1, map(toInt16(80), 1)
FROM numbers({count:UInt64})
--
INSERT INTO attribute_values (signal, key, value, day, count)
SELECT if(number % 2 = 0, 'spans', 'logs'), if(number < {count:UInt64} * 2, concat('key-', toString(number), repeat('x', if(number < 1200, 20000, 0))), 'plan'),
  concat('value-', toString(number)), today(), if(number < 1200, 1000, 1)
FROM numbers({count:UInt64} * 4)
--
INSERT INTO attribute_red (key, value, service, environment, time, spans, errors, duration, estimated, histogram)
SELECT 'customer.tier', concat('tier-', toString(number), repeat('x', if(number < 600, 20000, 0))), 'shop', 'production', toDateTime(toStartOfFiveMinutes(now() - 1200), 'UTC'),
  if(number < 600, 1000, 1), 1, 1000000, 1, map(toInt16(80), 1)
FROM numbers({count:UInt64})
--
INSERT INTO resources (hash, service, environment, service_version, instance, attributes, seen)
SELECT number, concat('svc-', toString(number)), concat('env-', toString(number)), concat('v', toString(number)), '', map('service.name', concat('svc-', toString(number)), 'host.name', concat('h', toString(number))), now()
FROM numbers({count:UInt64})
--
INSERT INTO series (hash, name, type, temporality, monotonic, unit, description, service, environment, resource_hash, scope_name, scope_version, attributes, attributes_json, seen)
SELECT number, if(number < {count:UInt64}, concat('metric-', toString(number), repeat('x', if(number < 600, 20000, 0))), 'orders'), 1, 0, false, '1',
  repeat('d', if(number < 600, 20000, 0)), concat('svc-', toString(number)), concat('env-', toString(number)), number % {count:UInt64}, 'made-up', '1',
  map('plan', concat('p', toString(number), repeat('x', if(number < 600, 2000, 0)))), '', now()
FROM numbers({count:UInt64} * 2)
--
INSERT INTO samples (hash, ts, value, received)
SELECT number, now64(9) - toIntervalSecond(60 + number % 3000), number, now() FROM numbers({count:UInt64} * 2)
--
INSERT INTO logs (ts, observed, service, environment, service_version, severity, severity_text, event_name, body, skeleton, trace_id, span_id, flags, resource_hash,
  scope_name, scope_version, sattr, identity, received)
SELECT now64(9) - toIntervalSecond(60 + number % 3000), now64(9), concat('svc-', toString(number)), concat('env-', toString(number)), '', 17, 'ERROR', '',
  concat('line ', toString(number), repeat(' x', if(number < 600, 10000, 0))), concat('line ', toString(number), repeat(' x', if(number < 600, 10000, 0))),
  toFixedString('', 16), toFixedString('', 8), 0, number, '', '', map(concat('key-', toString(number)), 'x', 'user.id', concat('u', toString(number))), number, now()
FROM numbers({count:UInt64})
--
INSERT INTO errors (fingerprint, ts, identity, service, environment, service_version, type, message, place, handled, user_id, session_id, trace_id, span_id, received)
SELECT if(number < {count:UInt64}, concat('f', toString(number)), 'one'), now64(9) - toIntervalSecond(60 + number % 3000), number, if(number < {count:UInt64}, concat('svc-', toString(number)), 'shop'), concat('env-', toString(number)), concat('v', toString(number)),
  concat('Type', toString(number), repeat('x', if(number < 600, 20000, 0))), repeat('m', 1000), repeat('p', 1000), true, concat('u', toString(number)), '',
  toFixedString('', 16), toFixedString('', 8), now()
FROM numbers({count:UInt64} * 2)
--
INSERT INTO business_events (kind, phase, name, entity_id, user_id, session_id, ts, step, step_index, state, from_state, outcome, reason, amount, has_amount, currency, duration_ms,
  service, environment, service_version, resource_hash, attributes, uid, received, channel, tier, satisfaction)
SELECT ['transaction', 'journey', 'workflow', 'interaction', 'profile', 'funnel'][number % 6 + 1] AS k, multiIf(k = 'journey', 'step', k = 'funnel', 'step', 'ended'),
  if(intDiv(number, 6) % 2 = 0, 'one', concat('type-', toString(number), repeat('x', if(number < 3600, 2000, 0)))), concat('e', toString(number)), concat('u', toString(number)), concat('s', toString(number)),
  now64(9) - toIntervalSecond(60 + number % 3000), concat('step-', toString(number)), number % 30000, concat('state-', toString(number)), concat('state-', toString(number + 1)), if(number % 3 = 0, 'failed', 'completed'),
  concat('reason-', toString(number)), 1, true, concat('C', toString(number)), 5, concat('svc-', toString(number)), concat('env-', toString(number)), '', number,
  map('plan', concat('p', toString(number))), concat('uid-', toString(number)), now(), concat('channel-', toString(number)), concat('tier-', toString(number)), 3
FROM numbers({count:UInt64})
--
INSERT INTO identities (session_id, user_id, seen) SELECT concat('s', toString(number)), 'u1', now64(3) FROM numbers({count:UInt64})
--
INSERT INTO definitions (kind, name, version, steps, states, transitions_json, timeout_ms, service, seen, catalog, catalog_version, content, source)
SELECT ['funnel', 'journey', 'workflow', 'catalog.attribute', 'catalog.span', 'catalog'][number % 6 + 1], concat('type-', toString(number)), '1', ['a', 'b'], ['a', 'b'], '[]', 0, concat('svc-', toString(number)),
  now64(3), concat('type-', toString(intDiv(number, 6) * 6 + 5)), '1', '{"type":"string","unit":"1"}', ''
FROM numbers({count:UInt64})
--
INSERT INTO shapes (signal, service, version, name, kind, hour, shape, strings, count, errors, last)
SELECT if(number % 2 = 0, 'spans', 'logs'), concat('svc-', toString(number)), 'v1', concat('op-', toString(number)), 2, toStartOfHour(now('UTC')), number, arrayMap(n -> concat('key-', toString(number + n)), range(10)), 1, 0, now('UTC')
FROM numbers({count:UInt64} * 2)
--
INSERT INTO cpu_profiles (uid, name, ts, duration_ms, samples, bytes, service, environment, service_version, trace_id, span_id, data, received)
SELECT concat('p', toString(number)), concat('profile-', toString(number), repeat('x', if(number < 600, 20000, 0))), now64(9) - toIntervalSecond(60 + number % 3000), 5, 5, 5, concat('svc-', toString(number)), concat('env-', toString(number)), '', toFixedString('', 16), toFixedString('', 8), '', now()
FROM numbers({count:UInt64})
--
INSERT INTO anomalies (found, id, started, ended, subject, measure, service, environment, name, kind, direction, expected, observed, score, sentence, minutes, values, updated)
SELECT now() - 60 - number % 3000, lpad(hex(number), 16, '0'), now() - 3000, now() - 30, 'operation', 'duration', concat('svc-', toString(number)), concat('env-', toString(number)),
  concat('op-', toString(number), repeat('x', if(number < 600, 20000, 0))), 'shift', 1, 1, 2, 9, repeat('s', 500), range(60), arrayMap(x -> x / 3, range(60)), now()
FROM numbers({count:UInt64})
--
INSERT INTO findings (fingerprint, trace_id, ts, kind, shape, service, environment, version, operation, target, span_ids, count, total_ms, saved_ms, size, weight, gone, judged)
SELECT lpad(lower(hex(number)), 16, '0'), lpad(hex(number), 32, '0'), now64(6) - toIntervalSecond(60 + number % 3000), 'n-plus-one', concat('shape ', toString(number)), concat('svc-', toString(number)), 'production', 'v1',
  concat('op-', toString(number), repeat('x', if(number < 600, 20000, 0))), concat('t', toString(number)), ['0000000000000001'], 20, 100, 50, 1, 1, false, now64(3)
FROM numbers({count:UInt64})
--
INSERT INTO notes (id, version, kind, subject, from_time, to_time, path, search, text, author, created, edited)
SELECT lpad(hex(number), 16, '0'), 1, 'time', '', now64(3) - toIntervalSecond(60 + number % 3000), now64(3) - toIntervalSecond(50), '/', '', concat('note ', repeat('n', 500)), 'anna', now64(3) - toIntervalSecond(60 + number % 3000), toDateTime64(0, 3, 'UTC')
FROM numbers({count:UInt64})
--
INSERT INTO source_maps (debug_id, release, service, file, parts, received)
SELECT lpad(hex(number), 32, '0'), concat('v', toString(number)), concat('svc-', toString(number)), concat('f', toString(number), '.js'), 1, now() FROM numbers({count:UInt64})
--
INSERT INTO documents (kind, version, saved, body)
SELECT if(number < 20, concat('alert-alert/r', toString(number)), concat('dashboard/d', toString(number))), 1, now64(3), if(number < 20,
  concat('{"savedBy":"anna","content":{"name":"Rule ', toString(number), '","on":{"metric":"no.such"},"when":{"above":10},"every":"1h","groupBy":["queue"],"groupLimit":10000,"severity":"info","owner":"team-', toString(number), '"}}'),
  concat('{"savedBy":"anna","content":{"title":"', toString(number), '","charts":[],"description":"', repeat('d', 20000), '"}}'))
FROM numbers(500)
--
INSERT INTO alert_records (kind, ts, id, version, rule, alert, detail, body)
SELECT 'state', toDateTime64(0, 3, 'UTC'), concat('Rule ', toString(number)), 1, concat('Rule ', toString(number)), '', '',
  concat('{"at":1,"leftOut":0,"groups":{', arrayStringConcat(arrayMap(
    n -> concat('"[[\\"queue\\",\\"q', toString(n), '\\"]]":{"labels":{"queue":"q', toString(n), '"},"state":"firing","since":1,"at":1,"seen":', toString(toUnixTimestamp(now())), '000,"value":20}'),
    range(1000)), ','), '}}')
FROM numbers(20)
--
INSERT INTO alert_records (kind, ts, id, version, rule, alert, detail, body)
SELECT if(number < {count:UInt64}, 'change', 'delivery'), now64(3) - toIntervalSecond(60 + number % 3000), concat('c', toString(number)), 1, concat('Rule ', toString(number)), concat('a', toString(number)),
  if(number < {count:UInt64}, 'firing', 'failed'), if(number < {count:UInt64},
    concat('{"id":"c', toString(number), '","rule":"Rule ', toString(number), '","group":{"queue":"', repeat('q', if(number < 600, 20000, 3)), '"},"at":1,"kind":"firing","from":"ok","to":"firing","value":20}'),
    concat('{"noticeId":"n', toString(number), '","channel":"mail","attempt":1,"at":1,"outcome":"failed","error":"', repeat('e', if(number < {count:UInt64} + 600, 20000, 3)), '"}'))
FROM numbers({count:UInt64} * 2)
--
INSERT INTO tokens (id, kind, hash, name, scope, parent, created, created_by, expires, revoked, changed)
SELECT concat('t', toString(number)), if(number % 2 = 0, 'token', 'session'), toString(number), concat('token ', toString(number), repeat('x', if(number < 600, 20000, 0))), 'read', '', now64(3), 'anna', toDateTime(0), false, now64(3)
FROM numbers(10000)
