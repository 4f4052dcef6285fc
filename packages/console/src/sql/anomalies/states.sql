-- A page of the newest states, by tenant and subject.
SELECT
  toString(s.tenant) AS tenant,
  s.subject AS subject,
  toUnixTimestamp(max(s.until)) AS until,
  argMax(s.state, s.until) AS state
FROM anomaly_states AS s
WHERE (toString(s.tenant), s.subject) > ({tenant:String}, {subject:String})
GROUP BY tenant, subject
ORDER BY tenant, subject
LIMIT {limit:UInt32}
