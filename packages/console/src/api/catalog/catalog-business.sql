-- Transactions, journeys, funnels and workflows that arrived: of each kind those with most records. Transactions and
-- workflows count by their ids; records of journeys have none, and count one by one, a repeated record once. All but
-- the number of records is read of those that are listed only.
WITH listed AS (
  SELECT
    kind,
    name
  FROM business_events
  WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    AND kind IN ('transaction', 'journey', 'funnel', 'workflow')
    AND service = {service:String} -- if service
  GROUP BY kind, name
  ORDER BY count() DESC, kind, name
  LIMIT 2001 BY kind
)
SELECT
  toString(kind) AS kind,
  toString(name) AS name,
  toString(uniq(if(entity_id = '', uid, entity_id)) AS arrived) AS count,
  groupUniqArray(20)(toString(service)) AS services,
  groupUniqArrayIf(50)(toString(step), step != '') AS steps,
  groupUniqArrayIf(50)(toString(state), state != '') AS states,
  max(toString(currency)) AS currency,
  toString(toUnixTimestamp(toDateTime(max(ts), 'UTC'))) AS lastSeconds
FROM business_events
WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND kind IN ('transaction', 'journey', 'funnel', 'workflow')
  AND service = {service:String} -- if service
  AND (kind, name) IN listed
GROUP BY kind, name
ORDER BY arrived DESC, kind, name
LIMIT 2001 BY kind
