-- Which attributes spans and log records had, by service, version and name: one row for each set of keys. The keys are
-- read of those that are listed only: hundreds of thousands of sets, as an id in a key makes them, do not fit into the
-- memory of a query.
WITH listed AS (
  SELECT
    signal,
    service,
    version,
    name,
    kind,
    shape
  FROM shapes
  WHERE hour >= {from:DateTime64(9, 'UTC')} AND hour < {to:DateTime64(9, 'UTC')}
    AND service = {service:String} -- if service
  GROUP BY signal, service, version, name, kind, shape
  ORDER BY sum(count) DESC, signal, service, version, name, kind, shape
  LIMIT 20000
)
SELECT
  toString(signal) AS signal,
  toString(service) AS service,
  toString(version) AS version,
  toString(name) AS name,
  kind,
  any(strings) AS strings,
  any(ints) AS ints,
  any(doubles) AS doubles,
  any(bools) AS bools,
  any(others) AS others,
  toString(sum(r.count)) AS count,
  toString(sum(r.errors)) AS errors,
  toString(toUnixTimestamp(min(hour))) AS firstSeconds,
  toString(toUnixTimestamp(max(r.last))) AS lastSeconds
FROM shapes AS r
WHERE hour >= {from:DateTime64(9, 'UTC')} AND hour < {to:DateTime64(9, 'UTC')}
  AND service = {service:String} -- if service
  AND (signal, service, version, name, kind, shape) IN listed
GROUP BY signal, service, version, name, kind, shape
ORDER BY sum(r.count) DESC, signal, service, version, name, kind, shape
LIMIT 20000
