-- What the guards of applications found: the increase of `telltale.catalog.findings` within the range.
SELECT
  toString(service) AS service,
  attributes['telltale.catalog.rule'] AS rule,
  attributes['telltale.catalog.kind'] AS kind,
  attributes['telltale.catalog.name'] AS name,
  toUInt64(sum(multiIf(
    temporality = 1, total,
    began >= {from:DateTime64(9, 'UTC')}, highest,
    highest - lowest))) AS count
FROM series
INNER JOIN (
  SELECT
    hash,
    sum(value) AS total,
    max(value) AS highest,
    min(value) AS lowest,
    max(start_ts) AS began
  FROM samples
  WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    AND hash IN (SELECT hash FROM series WHERE series.name = 'telltale.catalog.findings')
  GROUP BY hash) AS points USING (hash)
WHERE series.name = 'telltale.catalog.findings'
  AND service = {service:String} -- if service
GROUP BY service, rule, kind, name
HAVING count > 0
ORDER BY count DESC, service, rule, name
LIMIT 500
