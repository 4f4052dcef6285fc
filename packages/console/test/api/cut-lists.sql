INSERT INTO errors (fingerprint, ts, identity, service, environment, service_version, type, message, place, handled, user_id, session_id, trace_id, span_id)
SELECT lpad(hex(number), 16, '0'), fromUnixTimestamp64Milli({nowMs:Int64} - 1000 - number), number * {errorsOfEach:UInt64} + n, 'shop', '', '1', 'E', 'm', '', true, '', '', '', ''
FROM numbers({groups:UInt64} + 1)
ARRAY JOIN range({errorsOfEach:UInt64}) AS n
--
INSERT INTO documents (kind, version, saved, body)
SELECT concat('error/', lpad(hex(number), 16, '0')), 1, now64(3),
  concat('{"state":"resolved","sinceMs":', toString({nowMs:Int64}), ',"until":null,"limit":0,"versions":["1"],"assignee":"","by":"ann"}')
FROM numbers({groups:UInt64})
--
INSERT INTO alert_records (kind, ts, id, version, rule, alert, detail, body)
SELECT 'delivery', fromUnixTimestamp64Milli({nowMs:Int64} - 100000 + number), toString(number), 1, 'Errors', 'a1', if(number % 4 = 0, 'dead', 'retry'),
  concat('{"noticeId":"n', toString(number), '","channel":"pager","attempt":1,"at":', toString({nowMs:Int64} - 100000 + number), ',"outcome":"', if(number % 4 = 0, 'dead', 'retry'), '"}')
FROM numbers({deliveries:UInt64})
--
INSERT INTO red (service, environment, name, kind, entry, minute, spans, errors, duration, estimated, estimated_errors, histogram)
SELECT 'shop', '', concat('op-', toString(number)), 2, true, toDateTime(intDiv({nowMs:Int64}, 1000) - if(number < 10, 5400, 600), 'UTC'), 10, 0, (number + 1) * 1000000, 10, 0, map(80, 10)
FROM numbers({operations:UInt64})
--
INSERT INTO identities (session_id, user_id, seen)
SELECT concat('s', toString(number)), 'u1', fromUnixTimestamp64Milli({nowMs:Int64} - 1000 * number)
FROM numbers({sessions:UInt64})
--
INSERT INTO business_events (kind, phase, name, session_id, ts, uid)
SELECT 'interaction', '', 'visited', concat('s', toString(number)), fromUnixTimestamp64Milli({nowMs:Int64} - 1000 * number), concat('v', toString(number))
FROM numbers({sessions:UInt64})
--
INSERT INTO dependencies (service, kind, target, minute, calls, answered, errors, duration, estimated, callee)
SELECT 'shop', 'external', concat('host-', toString(number)), toDateTime(intDiv({nowMs:Int64}, 1000) - 600, 'UTC'), 10, 10, 0, 1000000, 10, concat('callee-', toString(number))
FROM numbers({callees:UInt64})
