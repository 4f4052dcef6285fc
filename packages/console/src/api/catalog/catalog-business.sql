-- Transactions, journeys, funnels and workflows that arrived: the most frequent of each kind.
SELECT
  toString(kind) AS kind,
  toString(name) AS name,
  toString(uniq(entity_id)) AS count,
  groupUniqArray(20)(toString(service)) AS services,
  groupUniqArrayIf(50)(toString(step), step != '') AS steps,
  groupUniqArrayIf(50)(toString(state), state != '') AS states,
  max(toString(currency)) AS currency,
  toString(toUnixTimestamp(toDateTime(max(ts), 'UTC'))) AS lastSeconds
FROM business_events
WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND kind IN ('transaction', 'journey', 'funnel', 'workflow')
  AND service = {service:String} -- if service
GROUP BY kind, name
ORDER BY uniq(entity_id) DESC, kind, name
LIMIT 2001 BY kind
