-- Of the transactions `candidates` those that were not completed by the end of the range (an end after it does not
-- count, and of several ends the first one does; of the same time, a hash decides, as on the pages), each once, with
-- its amount; `traced`: once for each of its traces.
SELECT
  name AS type,
  entity_id AS id,
  max(has_amount) AS hasAmount,
  argMaxIf(amount, (ts, sipHash64(uid)), has_amount) AS value,
  arrayJoin(groupUniqArrayIf(trace_id, trace_id != toFixedString('', 16))) AS trace, -- when traced
  argMaxIf(toString(currency), (ts, sipHash64(uid)), has_amount) AS currency
FROM business_events
WHERE kind = 'transaction' AND ts >= {since:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND (name, entity_id) IN (candidates)
GROUP BY type, id
HAVING argMinIf(toString(outcome), (ts, sipHash64(uid)), phase = 'ended') != 'completed'
