-- Spans of a made-up shop straight into the table, the same for the same parameters: traces {first} to {first} + {traces} of {all}, spread
-- evenly over the 24 hours before {end}. About eight spans a trace, eleven attributes a span, twenty services of uneven weight,
-- durations log-normal by operation, a hundredth in error and more of them where the payment provider is `nordpay`.
INSERT INTO spans (trace_id, span_id, parent_id, start, duration, service, environment, service_version, name, kind, status, status_message,
  http_route, http_method, http_status, db_system, flags, weight, resource_hash, scope_name, scope_version, sattr, iattr, nattr, battr, received)
WITH
  ['gateway', 'storefront', 'checkout', 'cart', 'catalog', 'search', 'pricing', 'payment', 'inventory', 'shipping', 'orders', 'accounts', 'auth',
    'recommendations', 'reviews', 'notifications', 'email', 'fraud', 'ledger', 'media'] AS services,
  (a, b) -> toFloat64(cityHash64(a, b) % 1000003 + 1) / 1000004 AS chance,
  toUInt32(floor(24 * pow(chance(number, 1), 2))) AS route,
  least(1 + toUInt32(floor(-log(chance(number, 2)) * 7.5)), 60) AS length,
  arrayJoin(range(length)) AS place,
  cityHash64(route, place % 12) AS operation,
  toUInt32(if(place = 0, route % 3, floor(20 * pow(chance(operation, 3), 1.7)))) AS serviceAt,
  services[serviceAt + 1] AS svc,
  toUInt8(if(place = 0, 2, [2, 2, 2, 3, 3, 3, 1, 1, 1, 5][operation % 10 + 1])) AS sort,
  multiIf(sort = 2, concat(['GET', 'GET', 'POST', 'PUT'][operation % 4 + 1], ' /', svc, '/', ['items', 'items/{id}', 'list', 'state', 'quote'][operation % 5 + 1]),
    sort = 3, concat(['SELECT', 'SELECT', 'INSERT', 'UPDATE'][operation % 4 + 1], ' ', svc, '.', ['items', 'events', 'prices', 'people'][operation % 7 % 4 + 1]),
    concat(svc, ' ', ['render', 'validate', 'compute', 'enqueue', 'map', 'sign'][operation % 6 + 1])) AS operationName,
  cityHash64(number, place) AS spanHash,
  sqrt(-2 * log(chance(spanHash, 4))) * cos(2 * pi() * chance(spanHash, 5)) AS normal,
  toUInt64(exp(13.5 + operation % 40 / 10 + if(place = 0, 1.5, 0) + 0.8 * normal)) AS ns,
  ['nordpay', 'cardwire', 'cardwire', 'banklink'][cityHash64(number, 6) % 4 + 1] AS provider,
  toUInt8(chance(spanHash, 7) < if(svc = 'payment' AND provider = 'nordpay', 0.08, 0.01)) AS failed,
  toInt64(if(failed, [500, 503, 404, 502][spanHash % 4 + 1], [200, 200, 200, 201, 204][spanHash % 5 + 1])) AS code,
  extract(operationName, '^(\\S+)') AS verb,
  extract(operationName, '\\s(\\S+)$') AS target
SELECT
  unhex(concat(lpad(hex(cityHash64(number, 'a')), 16, '0'), lpad(hex(cityHash64(number, 'b')), 16, '0'))) AS trace_id,
  unhex(lpad(hex(spanHash), 16, '0')) AS span_id,
  if(place = 0, toFixedString('', 8), toFixedString(unhex(lpad(hex(cityHash64(number, toUInt64(intDiv(place - 1, 2)))), 16, '0')), 8)) AS parent_id,
  {end:DateTime64(9, 'UTC')} - toIntervalNanosecond(86400000000000 - intDiv(86400000000000, {all:UInt64}) * number - toUInt64(place * 1700000 + spanHash % 1500000)) AS start,
  ns AS duration, svc AS service, 'production' AS environment, concat('1.', toString(serviceAt), '.', toString(number * 3 > {all:UInt64} * 2)) AS service_version,
  operationName AS name, sort AS kind, if(failed, 2, 0) AS status, if(failed, 'upstream failed', '') AS status_message,
  if(sort = 2, target, '') AS http_route, if(sort = 2, verb, '') AS http_method, if(sort = 2, code, 0) AS http_status, if(sort = 3, 'postgresql', '') AS db_system,
  257 AS flags, 1 AS weight, cityHash64(svc, number % 3) AS resource_hash, 'shop' AS scope_name, '1.0.0' AS scope_version,
  CAST(arrayConcat(
    [('customer.tier', if(cityHash64(number, 8) % 20 = 0, 'vip', 'standard')), ('user.id', concat('u', toString(toUInt32(50000 * pow(chance(number, 9), 1.3))))),
     ('session.id', concat('s', toString(cityHash64(number, 10) % 200000))), ('server.address', concat(svc, '-', toString(number % 3), '.shop.example')),
     if(cityHash64(number, 11) % 10 = 0, ('order.id', concat('order-', toString(number))), ('cloud.region', ['north-1', 'north-2', 'south-1', 'west-1'][cityHash64(number, 12) % 4 + 1]))],
    multiIf(
      sort = 2, [('http.request.method', verb), ('http.route', target), ('url.path', concat(target, '/', toString(spanHash % 1000)))],
      sort = 3, [('db.system.name', 'postgresql'), ('db.operation.name', verb), ('db.collection.name', target)],
      [('code.function.name', target), ('payment.provider', provider), ('worker.id', concat('w', toString(spanHash % 64)))])), 'Map(LowCardinality(String), String)') AS sattr,
  CAST([(if(sort = 2, 'http.response.status_code', if(sort = 3, 'db.response.returned_rows', 'cart.items')), if(sort = 2, code, toInt64(spanHash % 40)))], 'Map(LowCardinality(String), Int64)') AS iattr,
  CAST([('cart.value', toFloat64(cityHash64(number, 13) % 30000) / 100 + 0.99)], 'Map(LowCardinality(String), Float64)') AS nattr,
  CAST([('cache.hit', spanHash % 3 = 0)], 'Map(LowCardinality(String), Bool)') AS battr,
  toDateTime(start, 'UTC') + 1 AS received
FROM numbers({first:UInt64}, {traces:UInt64})
