-- What the guards of applications found: the increase of `telltale.catalog.findings` within the range. As in
-- `metric-samples`: the points of a counter with the same start are a stream, a restart begins a new one, and a value
-- that falls without a new start was reset, too.
WITH
  found AS (
    SELECT DISTINCT
      hash,
      temporality,
      toString(service) AS service,
      attributes['telltale.catalog.rule'] AS rule,
      attributes['telltale.catalog.kind'] AS kind,
      attributes['telltale.catalog.name'] AS name
    FROM series
    WHERE series.name = 'telltale.catalog.findings'
      AND series.service = {service:String} -- if service
  ),
  {from:DateTime64(9, 'UTC')} - toIntervalMinute(10) AS since
SELECT
  service,
  rule,
  kind,
  name,
  toUInt64(sum(increase)) AS count
FROM found
INNER JOIN (
  SELECT
    hash,
    sumIf(change, ts >= {from:DateTime64(9, 'UTC')}) AS increase
  FROM (
    SELECT
      hash,
      ts,
      multiIf(
        temporality != 2, value,
        row_number() OVER stream = 1, if(start_ts >= since AND start_ts <= ts, value, 0),
        value < lagInFrame(value) OVER stream, value,
        value - lagInFrame(value) OVER stream) AS change
    FROM samples FINAL INNER JOIN found USING (hash)
    WHERE hash IN (SELECT hash FROM series WHERE series.name = 'telltale.catalog.findings')
      AND ts >= since AND ts < {to:DateTime64(9, 'UTC')}
      AND isFinite(value)
    WINDOW stream AS (
      PARTITION BY hash, start_ts ORDER BY ts ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
    ))
  GROUP BY hash) AS points USING (hash)
GROUP BY service, rule, kind, name
HAVING count > 0
ORDER BY count DESC, service, rule, name
LIMIT 500
